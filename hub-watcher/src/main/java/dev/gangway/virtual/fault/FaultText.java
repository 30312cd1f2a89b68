package dev.gangway.virtual.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The written form of faults: {@code KIND[@BYTE][xTIMES|xalways][:ARGUMENT]}, several joined by {@code +}, for example
 * {@code disconnect@123456x2:500ms+slow:1000000}.
 */
public final class FaultText {
    /** How a fault is written, for help texts. */
    public static final String FORM_HELP = String.format(
            "  Each may have @BYTE (it strikes there or at the first fitting"
                    + " occasion behind; k and M are allowed),%n  and xTIMES or xalways (default x1). Several are joined by +.%n");

    private static final Pattern FORM =
            Pattern.compile("([a-z-]+?)(?:@([0-9]{1,15})([kM]?))?(?:x([0-9]{1,9}|always))?(?::(.*))?");

    private final List<FaultKind> kinds;

    private FaultText(List<FaultKind> kinds) {
        this.kinds = kinds;
    }

    /** The faults of boards that have these beside the common ones. */
    public static FaultText with(List<FaultKind> own) {
        List<FaultKind> all = new ArrayList<>(CommonFaults.KINDS);
        all.addAll(own);
        return new FaultText(List.copyOf(all));
    }

    /** These kinds, a line each, for help texts. */
    public static String lines(List<FaultKind> kinds) {
        StringBuilder text = new StringBuilder();
        for (FaultKind kind : kinds) {
            text.append(String.format(Locale.ROOT, "  %-24s %s%n", kind.form(), kind.meaning()));
        }
        return text.toString();
    }

    /** The kinds, a line each, and how they are written. */
    public String help() {
        return lines(kinds) + FORM_HELP;
    }

    /**
     * Reads one or more faults.
     *
     * @throws IllegalArgumentException naming what is wrong and what exists
     */
    public List<Fault> parse(String text) {
        List<Fault> faults = new ArrayList<>();
        for (String one : text.split("\\+", -1)) {
            faults.add(parseOne(one.strip()));
        }
        return faults;
    }

    /** Whether all kinds of faults in a text are known, whatever else is said in it. */
    public boolean knows(String text) {
        return text.isEmpty()
                || Stream.of(text.split("\\+", -1))
                        .map(one -> FORM.matcher(one.strip()))
                        .allMatch(form -> form.matches() && named(form.group(1)) != null);
    }

    private Fault parseOne(String text) {
        Matcher form = FORM.matcher(text);
        FaultKind kind = form.matches() ? named(form.group(1)) : null;
        if (kind == null) {
            throw new IllegalArgumentException(
                    "no fault is written '" + text + "'; there are:" + System.lineSeparator() + help());
        }
        long at = form.group(2) == null ? 0 : Long.parseLong(form.group(2)) * unit(form.group(3));
        int times = times(kind, form.group(4));
        if (times == 0) {
            throw new IllegalArgumentException("the fault '" + text + "' would never strike: x0");
        }
        try {
            return kind.read(at, times, form.group(5));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the fault '" + text + "': " + e.getMessage() + "; it is written "
                    + kind.form() + ": " + kind.meaning());
        }
    }

    private @Nullable FaultKind named(String name) {
        return kinds.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static long unit(String letter) {
        return switch (letter) {
            case "k" -> 1024;
            case "M" -> 1024 * 1024;
            default -> 1;
        };
    }

    private static int times(FaultKind kind, @Nullable String text) {
        if (text == null) {
            return kind.usualTimes();
        }
        return text.equals("always") ? Fault.ALWAYS : Integer.parseInt(text);
    }
}
