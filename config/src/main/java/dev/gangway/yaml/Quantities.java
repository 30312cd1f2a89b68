package dev.gangway.yaml;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and byte counts as people write them: {@code 500ms}, {@code 30s}, {@code 2m}, {@code 64KiB}, {@code 4MiB}. */
public final class Quantities {
    /** A duration: a whole number, not 0, and its unit. At most 6 digits, so that it never overflows. */
    public static final String DURATION = "[1-9][0-9]{0,5}(ms|s|m|h)";

    /** A byte count with its unit; powers of 1024. */
    public static final String BYTES = "[1-9][0-9]{0,5}(B|KiB|MiB|GiB)";

    private static final Pattern PARTS = Pattern.compile("([0-9]+)([A-Za-z]+)");
    private static final long KIB = 1024;

    private Quantities() {}

    /** The duration that a text of the form {@link #DURATION} says; throws {@link IllegalArgumentException} otherwise. */
    public static Duration duration(String text) {
        long number = number(text, DURATION);
        return switch (unit(text)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** The byte count that a text of the form {@link #BYTES} says; throws {@link IllegalArgumentException} otherwise. */
    public static long bytes(String text) {
        long number = number(text, BYTES);
        return switch (unit(text)) {
            case "B" -> number;
            case "KiB" -> number * KIB;
            case "MiB" -> number * KIB * KIB;
            default -> number * KIB * KIB * KIB;
        };
    }

    /** A byte count as a person writes it, with the largest unit that leaves a whole number: {@code 16MiB}. */
    public static String text(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB"};
        int unit = 0;
        long number = bytes;
        while (unit < units.length - 1 && number % KIB == 0 && number > 0) {
            number /= KIB;
            unit++;
        }
        return number + units[unit];
    }

    private static long number(String text, String form) {
        if (!text.matches(form)) {
            throw new IllegalArgumentException("\"" + text + "\" is not of the form " + form);
        }
        return Long.parseLong(parts(text).group(1));
    }

    private static String unit(String text) {
        return parts(text).group(2);
    }

    private static Matcher parts(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        return parts;
    }
}
