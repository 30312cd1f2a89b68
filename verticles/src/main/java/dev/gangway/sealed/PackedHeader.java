package dev.gangway.sealed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The header of a file in a tar archive (POSIX ustar), the one that it has for a name and a size: packages have no other. Whoever reads
 * compares, and so takes no name and no length from an archive.
 */
final class PackedHeader {
    static final int BLOCK = 512;
    static final int NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int SUM_AT = 148;
    private static final long MOST_OCTAL = 1L << 33;

    private PackedHeader() {}

    /** The block. */
    static byte[] of(String name, long size) {
        byte[] block = new byte[BLOCK];
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length > NAME) {
            throw new IllegalArgumentException("a name of " + path.length + " bytes");
        }
        System.arraycopy(path, 0, block, 0, path.length);
        put(block, 100, "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        if (size < MOST_OCTAL) {
            put(block, SIZE_AT, String.format(Locale.ROOT, "%011o", size));
        } else {
            block[SIZE_AT] = (byte) 0x80; // a number in base 256, as GNU and BSD tar write what octal has no room for
            for (int i = 0; i < Long.BYTES; i++) {
                block[SIZE_AT + 11 - i] = (byte) (size >> (8 * i));
            }
        }
        put(block, 136, "00000000000");
        put(block, SUM_AT, "        ");
        put(block, 156, "0");
        put(block, 257, "ustar");
        put(block, 263, "00");
        put(block, 329, "0000000");
        put(block, 337, "0000000");
        int sum = 0;
        for (byte one : block) {
            sum += one & 0xff;
        }
        put(block, SUM_AT, String.format(Locale.ROOT, "%06o", sum));
        block[SUM_AT + 6] = 0;
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    /** The size of the file of this name, if the block is its header. */
    static OptionalLong size(byte[] block, String name) {
        String octal = new String(block, SIZE_AT, 11, StandardCharsets.US_ASCII);
        if (!octal.matches("[0-7]{11}")) {
            return OptionalLong.empty();
        }
        long size = Long.parseLong(octal, 8);
        return Arrays.equals(block, of(name, size)) ? OptionalLong.of(size) : OptionalLong.empty();
    }

    /** How many zeros stand behind so many bytes. */
    static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }
}
