package dev.gangway.virtual.fault;

import dev.gangway.soc.AllwinnerSoc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The written form of faults: {@code KIND[@BYTE][xTIMES|xalways][:ARGUMENT]}, several joined by {@code +}, for example
 * {@code disconnect@123456x2:500ms+slow:1000000}.
 */
public final class FaultText {
    private static final Pattern FORM =
            Pattern.compile("([a-z-]+)(?:@([0-9]{1,15})([kM]?))?(?:x([0-9]{1,9}|always))?(?::(.*))?");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s)");

    private FaultText() {}

    /** The kinds, a line each, for help texts. */
    public static String help() {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.values()) {
            text.append(String.format(Locale.ROOT, "  %-24s %s%n", kind.form, kind.meaning));
        }
        return text.append(
                        "  Each may have @BYTE (it strikes there or at the first fitting occasion behind; k and M are")
                .append(String.format(" allowed),%n  and xTIMES or xalways (default x1). Several are joined by +.%n"))
                .toString();
    }

    /**
     * Reads one or more faults.
     *
     * @throws IllegalArgumentException naming what is wrong and what exists
     */
    public static List<Fault> parse(String text) {
        List<Fault> faults = new ArrayList<>();
        for (String one : text.split("\\+", -1)) {
            faults.add(parseOne(one.strip()));
        }
        return faults;
    }

    private static Fault parseOne(String text) {
        Matcher form = FORM.matcher(text);
        Kind kind = form.matches() ? Kind.named(form.group(1)) : null;
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
            return fault(kind, at, times, form.group(5));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the fault '" + text + "': " + e.getMessage() + "; it is written "
                    + kind.form + ": " + kind.meaning);
        }
    }

    private static long unit(String letter) {
        return switch (letter) {
            case "k" -> 1024;
            case "M" -> 1024 * 1024;
            default -> 1;
        };
    }

    private static int times(Kind kind, @Nullable String text) {
        if (text == null) {
            return kind == Kind.SLOW ? Fault.ALWAYS : 1;
        }
        return text.equals("always") ? Fault.ALWAYS : Integer.parseInt(text);
    }

    private static Fault fault(Kind kind, long at, int times, @Nullable String argument) {
        if (argument != null && !kind.form.contains(":")) {
            throw new IllegalArgumentException("it has no argument");
        }
        return switch (kind) {
            case STALL -> new Fault.Stall(at, times);
            case TIMEOUT -> new Fault.Silence(at, times, argument == null ? null : time(argument));
            case SHORT -> new Fault.ShortTransfer(at, times);
            case DISCONNECT ->
                new Fault.Disconnect(
                        at, times, "never".equals(argument) ? null : time(argument == null ? "1s" : argument));
            case FEL_STATUS -> new Fault.WrongFelStatus(at, times, code(argument));
            case AWUS_STATUS -> new Fault.WrongWrapperStatus(at, times, code(argument));
            case CORRUPT_READ -> new Fault.CorruptReadBack(at, times);
            case CORRUPT_WRITE -> new Fault.CorruptUpload(at, times);
            case SLOW -> new Fault.Slow(at, times, rate(argument));
            case VANISH -> new Fault.Vanish(at, times);
            case OTHER_CHIP -> new Fault.OtherChip(at, times, soc(argument));
            case OTHER_SID -> new Fault.OtherSid(at, times);
            case GARBAGE -> new Fault.Garbage(at, times);
        };
    }

    private static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time, as 500ms or 3s are");
        }
        long count = Long.parseLong(time.group(1));
        return time.group(2).equals("s") ? Duration.ofSeconds(count) : Duration.ofMillis(count);
    }

    private static int code(@Nullable String text) {
        if (text == null) {
            return 1;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255 || Integer.parseInt(text) == 0) {
            throw new IllegalArgumentException("'" + text + "' is no status from 1 to 255");
        }
        return Integer.parseInt(text);
    }

    private static long rate(@Nullable String text) {
        if (text == null || !text.matches("[1-9][0-9]{0,10}")) {
            throw new IllegalArgumentException("the rate in bytes a second is missing or no number");
        }
        return Long.parseLong(text);
    }

    private static int soc(@Nullable String name) {
        return AllwinnerSoc.ofName(name == null ? "a31" : name)
                .orElseThrow(() -> new IllegalArgumentException("no SoC is called '" + name + "'"))
                .id();
    }

    private enum Kind {
        STALL("stall", "the endpoint halts"),
        TIMEOUT("timeout[:TIME]", "nothing is answered for this long; without a time until the power is cycled"),
        SHORT("short", "a transfer to the host ends early, the rest follows"),
        DISCONNECT("disconnect[:TIME|:never]", "the supply breaks down, the board is back after this time (1s)"),
        FEL_STATUS("fel-status[:CODE]", "a FEL status that says no"),
        AWUS_STATUS("awus-status[:CODE]", "a status of the USB wrapper that says no"),
        CORRUPT_READ("corrupt-read", "a FEL read gives one wrong bit"),
        CORRUPT_WRITE("corrupt-write", "a FEL write stores one wrong bit"),
        SLOW("slow:RATE", "no more than this many bytes a second"),
        VANISH("vanish", "it leaves the bus to re-enumerate and does not come back"),
        OTHER_CHIP("other-chip[:SOC]", "after a re-enumeration in FEL mode another SoC answers"),
        OTHER_SID("other-sid", "after a re-enumeration in FEL mode another chip of the same kind answers"),
        GARBAGE("garbage", "a transfer to the host carries noise");

        private final String form;
        private final String meaning;

        Kind(String form, String meaning) {
            this.form = form;
            this.meaning = meaning;
        }

        private static @Nullable Kind named(String name) {
            for (Kind kind : values()) {
                if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                    return kind;
                }
            }
            return null;
        }
    }
}
