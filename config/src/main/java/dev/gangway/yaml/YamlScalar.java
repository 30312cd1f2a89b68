package dev.gangway.yaml;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A text, number, truth value or nothing. Plain scalars are understood by YAML 1.2's core schema, as editors do it:
 * {@code no} is a text, {@code 07} and {@code 0x10} are numbers.
 *
 * @param line its line, from 1
 * @param column its column, from 1
 * @param text its characters, without quotes
 * @param kind what it is
 */
public record YamlScalar(int line, int column, String text, Kind kind) implements YamlNode {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+");
    private static final Pattern FLOAT = Pattern.compile(
            "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final int SHOWN = 40;

    /** Longer ones never fit; reading a million digits would take seconds. */
    private static final int LONGEST_NUMBER = 24;

    /** What a scalar is. */
    public enum Kind {
        TEXT,
        WHOLE,
        FLOAT,
        FLAG,
        NOTHING
    }

    /** What a plain scalar with these characters is. */
    static Kind kindOf(String plain) {
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> Kind.NOTHING;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> Kind.FLAG;
            default ->
                WHOLE.matcher(plain).matches()
                        ? Kind.WHOLE
                        : FLOAT.matcher(plain).matches() ? Kind.FLOAT : Kind.TEXT;
        };
    }

    /** The number, where this is a whole number of at most 63 bits. */
    public OptionalLong whole() {
        if (kind != Kind.WHOLE || text.length() > LONGEST_NUMBER) {
            return OptionalLong.empty();
        }
        BigInteger number = text.startsWith("0x")
                ? new BigInteger(text.substring(2), 16)
                : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
        return number.bitLength() < Long.SIZE ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    /** The truth value; only meaningful for a {@link Kind#FLAG}. */
    public boolean flag() {
        return text.equalsIgnoreCase("true");
    }

    @Override
    public String described() {
        return switch (kind) {
            case NOTHING -> "nothing";
            case FLAG -> "the truth value " + text;
            case WHOLE, FLOAT -> "the number " + visible(text);
            case TEXT -> '"' + visible(text) + '"';
        };
    }

    private static String visible(String text) {
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        StringBuilder out = new StringBuilder();
        cut.chars().forEach(c -> {
            if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
                out.append(String.format("\\x%02x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }
}
