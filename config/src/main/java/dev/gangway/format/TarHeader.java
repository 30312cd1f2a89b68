package dev.gangway.format;

import java.nio.charset.StandardCharsets;

/**
 * The fields of one tar header (POSIX.1-1988, with GNU's base-256 numbers). Texts are its bytes, one char each.
 *
 * @param type the type letter: 0 file, 1 hard link, 2 symbolic link, 3 character device, 4 block device, 5 folder, 6 FIFO; others
 *     describe the header behind them
 * @param name its path as it stands in the archive
 * @param link what a link points to
 * @param mode permission bits, the lowest twelve
 * @param size bytes of content
 */
public record TarHeader(
        char type, String name, String link, int mode, long uid, long gid, long size, long major, long minor) {
    /** Bytes of a header; content is padded to a multiple of it. */
    public static final int BLOCK = 512;

    private static final int SUM_AT = 148;
    private static final int SUM_END = 156;

    /**
     * Reads one.
     *
     * @param block its 512 bytes
     * @param at where it lies, for the message
     * @throws FormatException when its sum does not fit, or a number in it is none
     */
    public static TarHeader parse(byte[] block, long at) throws FormatException {
        long signed = 0;
        long plain = 0;
        for (int i = 0; i < block.length; i++) {
            byte each = i >= SUM_AT && i < SUM_END ? (byte) ' ' : block[i];
            signed += each;
            plain += each & 0xff;
        }
        long sum = number(block, SUM_AT, 8);
        if (sum != plain && sum != signed) {
            throw new FormatException("the header at byte " + at + " is damaged, or it is no tar archive");
        }
        boolean posix = text(block, 257, 6).equals("ustar");
        String prefix = posix ? text(block, 345, 155) : "";
        String name = text(block, 0, 100);
        char type = (char) (block[156] & 0xff);
        boolean devices = text(block, 257, 5).equals("ustar");
        return new TarHeader(
                type == 0 ? name.endsWith("/") ? '5' : '0' : type,
                prefix.isEmpty() ? name : prefix + "/" + name,
                text(block, 157, 100),
                (int) number(block, 100, 8) & 07777,
                number(block, 108, 8),
                number(block, 116, 8),
                number(block, 124, 12),
                devices ? number(block, 329, 8) : 0,
                devices ? number(block, 337, 8) : 0);
    }

    private static String text(byte[] block, int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.ISO_8859_1);
    }

    private static long number(byte[] block, int at, int length) throws FormatException {
        if ((block[at] & 0x80) != 0) {
            long value = block[at] & 0x7f;
            for (int i = 1; i < length; i++) {
                value = value << 8 | (block[at + i] & 0xff);
            }
            if ((block[at] & 0x40) != 0 || value < 0) {
                throw new FormatException("tar: a number in a header is negative");
            }
            return value;
        }
        String digits = text(block, at, length).strip();
        if (digits.isEmpty()) {
            return 0;
        }
        if (!digits.matches("[0-7]{1,12}")) {
            throw new FormatException("tar: a number in a header is none");
        }
        return Long.parseLong(digits, 8);
    }
}
