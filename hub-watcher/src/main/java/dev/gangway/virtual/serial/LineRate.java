package dev.gangway.virtual.serial;

import dev.gangway.virtual.kind.BoardOption;

/**
 * The rate of a board's UART, and what comes of bytes between it and a host of another rate. Immutable.
 *
 * @param own bits a second
 */
public record LineRate(int own) {
    /** The rate as people choose it. */
    public static BoardOption<LineRate> option(String of) {
        return BoardOption.of("rate", "BAUD", of, LineRate::read);
    }

    private static LineRate read(String text) {
        if (!text.matches("[1-9][0-9]{2,6}")) {
            throw new IllegalArgumentException("a rate such as 115200 is possible");
        }
        return new LineRate(Integer.parseInt(text));
    }

    /** What a receiver of another rate takes a byte for: it looks at the wrong moments, sees bits twice and others not at all, and no ASCII. */
    public byte heard(byte one, int host) {
        return host == own ? one : (byte) (((one << 1) ^ (one >> 2)) | 0x80);
    }
}
