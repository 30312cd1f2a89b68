package dev.gangway.model;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A MAC address of 48 bits (IEEE 802, EUI-48).
 *
 * @param value its bits, the first octet on the left: 0 to 2⁴⁸ - 1
 */
public record MacAddress(long value) implements Comparable<MacAddress> {
    /** How many addresses there are. */
    public static final long ALL = 1L << 48;

    private static final long GROUP = 1L << 40;
    private static final long LOCAL = 1L << 41;
    private static final String TEXT = "([0-9A-Fa-f]{2}([:-]?)[0-9A-Fa-f]{2}(\\2[0-9A-Fa-f]{2}){4})";

    /** Checks the range. */
    public MacAddress {
        if (value < 0 || value >= ALL) {
            throw new IllegalArgumentException("a MAC address has 48 bits");
        }
    }

    /** An address as people write it: twelve hex digits, in pairs with {@code :} or {@code -} between them, or bare; empty when it is none. */
    public static Optional<MacAddress> parse(String text) {
        return text.matches(TEXT)
                ? Optional.of(new MacAddress(HexFormat.fromHexDigitsToLong(
                        text.replaceAll("[:-]", "").toLowerCase(Locale.ROOT))))
                : Optional.empty();
    }

    /** Whether it is a group's (multicast, broadcast), which no interface can have as its own. */
    public boolean isGroup() {
        return (value & GROUP) != 0;
    }

    /** Whether it is locally administered: nobody bought it, and it is unique only where somebody sees to that. */
    public boolean isLocal() {
        return (value & LOCAL) != 0;
    }

    /** Twelve hex digits in small letters. */
    public String bare() {
        return HexFormat.of().toHexDigits(value, 12);
    }

    /** The octets in hex, with this between them. */
    public String joined(String between) {
        return bare().replaceAll("(..)(?!$)", "$1" + between);
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return joined(":");
    }
}
