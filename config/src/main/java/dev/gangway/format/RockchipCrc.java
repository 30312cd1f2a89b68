package dev.gangway.format;

import java.nio.ByteBuffer;

/**
 * The two check sums of Rockchip's boot ROMs and loader files. Neither is one of Java's: the one of 16 bits begins with ones and
 * takes the highest bit first, the one of 32 bits begins with zeros and has a polynomial of Rockchip's own, 0x04c10db7.
 */
public final class RockchipCrc {
    private static final int CCITT = 0x1021;
    private static final int OWN = 0x04c10db7;
    private static final int[] TABLE_16 = table(CCITT << 16);
    private static final int[] TABLE_32 = table(OWN);

    private RockchipCrc() {}

    /** Both sums shift to the left: one table form, the 16 bits in the upper half. */
    private static int[] table(int polynomial) {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int value = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                value = (value << 1) ^ (value < 0 ? polynomial : 0);
            }
            table[i] = value;
        }
        return table;
    }

    /** CRC-16/CCITT-FALSE of the remaining bytes, which a boot ROM wants behind them; the position does not move. */
    public static int crc16(ByteBuffer bytes) {
        int crc = 0xffff << 16;
        for (int at = bytes.position(); at < bytes.limit(); at++) {
            crc = (crc << 8) ^ TABLE_16[(crc >>> 24) ^ (bytes.get(at) & 0xff)];
        }
        return crc >>> 16;
    }

    /** The sum at the end of a loader file. */
    static int crc32(ImageData data, long length) {
        int crc = 0;
        int piece = 1 << 20;
        for (long done = 0; done < length; done += piece) {
            crc = crc32(crc, data.slice(done, (int) Math.min(piece, length - done)));
        }
        return crc;
    }

    /** The sum at the end of a loader file, of the remaining bytes; the position does not move. */
    public static int crc32(ByteBuffer bytes) {
        return crc32(0, bytes);
    }

    private static int crc32(int begun, ByteBuffer bytes) {
        int crc = begun;
        for (int at = bytes.position(); at < bytes.limit(); at++) {
            crc = (crc << 8) ^ TABLE_32[(crc >>> 24) ^ (bytes.get(at) & 0xff)];
        }
        return crc;
    }
}
