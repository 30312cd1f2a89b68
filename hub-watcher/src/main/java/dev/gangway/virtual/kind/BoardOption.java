package dev.gangway.virtual.kind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key of a board's spec.
 *
 * @param <T> what its text means
 * @param name the key
 * @param form how its value is written, for help texts
 * @param doc a sentence without a full stop
 * @param usual what holds when the key is not given, as it would be written; null when that depends on other things
 * @param parse reads a value; throws IllegalArgumentException saying what is possible
 */
public record BoardOption<T>(
        String name, String form, String doc, @Nullable String usual, Function<String, T> parse) {
    /** A key that may be left out, with nothing in its place. */
    public static <T> BoardOption<T> of(String name, String form, String doc, Function<String, T> parse) {
        return new BoardOption<>(name, form, doc, null, parse);
    }

    /** The same with this value where the key is not given. */
    public BoardOption<T> orElse(String written) {
        return new BoardOption<>(name, form, doc, written, parse);
    }

    /** One of a few words; the first is the usual one. */
    public static BoardOption<String> choice(String name, String doc, String usual, String... others) {
        List<String> words = new ArrayList<>(List.of(usual));
        words.addAll(List.of(others));
        return of(name, String.join("|", words), doc, text -> {
                    if (!words.contains(text)) {
                        throw new IllegalArgumentException(String.join(" or ", words) + " is possible");
                    }
                    return text;
                })
                .orElse(usual);
    }

    /** A whole number of a range. */
    public static BoardOption<Long> number(String name, String form, String doc, long least, long most) {
        return of(name, form, doc, text -> {
            if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
                throw new IllegalArgumentException("a whole number from " + least + " to " + most + " is possible");
            }
            return Long.parseLong(text);
        });
    }

    /** The key {@code id}: a USB id, vendor above product; the usual one is also the example. */
    public static BoardOption<Integer> usbId(String doc, String usual) {
        return of("id", "VVVV:PPPP", doc, text -> {
                    if (!isUsbId(text)) {
                        throw new IllegalArgumentException("a USB id is vvvv:pppp, such as " + usual);
                    }
                    return Integer.parseUnsignedInt(text.replace(":", ""), 16);
                })
                .orElse(usual);
    }

    /** Whether a text is a USB id as people write it. */
    public static boolean isUsbId(String text) {
        return text.matches("[0-9a-f]{4}:[0-9a-f]{4}");
    }

    /** The key {@code serial}: a USB serial number, derived from the seed unless another or none is said. */
    public static BoardOption<String> serial() {
        return of(
                        "serial",
                        "TEXT",
                        "its USB serial number: derived from the seed, none, or any text to 60 characters",
                        text -> {
                            if (!text.matches("[!-~]{1,60}")) {
                                throw new IllegalArgumentException(
                                        "derived, none, or 1 to 60 printable characters are possible");
                            }
                            return text;
                        })
                .orElse("derived");
    }

    /** The serial that a board shows which was made with this value of {@link #serial}; empty = none. */
    public static String shownSerial(String written, String derived) {
        return switch (written) {
            case "derived" -> derived;
            case "none" -> "";
            default -> written;
        };
    }

    /**
     * A byte count, written {@code 1048576}, {@code 64k}, {@code 16M} or {@code 4G}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long size(String text) {
        if (!text.matches("[0-9]{1,12}[kMG]?")) {
            throw new IllegalArgumentException("'" + text + "' is no size, as 64M or 1048576 are");
        }
        int shift =
                switch (text.charAt(text.length() - 1)) {
                    case 'k' -> 10;
                    case 'M' -> 20;
                    case 'G' -> 30;
                    default -> 0;
                };
        return Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1)) << shift;
    }

    /** A duration, written {@code 500ms} or {@code 3s}. */
    public static BoardOption<Duration> time(String name, String doc) {
        return of(name, "TIME", doc, BoardOption::duration);
    }

    /**
     * A duration, written {@code 500ms} or {@code 3s}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration duration(String text) {
        if (text.matches("[0-9]{1,9}ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        if (text.matches("[0-9]{1,9}s")) {
            return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        throw new IllegalArgumentException("a time is written 500ms or 3s");
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException naming the key and what is possible
     */
    public T read(String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + "=" + text + ": " + e.getMessage(), e);
        }
    }

    /** A line for help texts. */
    public String line() {
        String otherwise = usual == null ? "" : "; default " + usual;
        return String.format(Locale.ROOT, "  %-24s %s%s%n", name + "=" + form, doc, otherwise);
    }
}
