package dev.gangway.ymodem;

import java.nio.ByteBuffer;

/** CRC-16/XMODEM: polynomial 0x1021, from 0, neither reflected nor inverted. */
final class Crc16 {
    private static final int POLYNOMIAL = 0x1021;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
            TABLE[i] = crc & 0xffff;
        }
    }

    private Crc16() {}

    /** Of the buffer's remaining bytes; the position stays. */
    static int of(ByteBuffer bytes) {
        int crc = 0;
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            crc = (crc << 8 ^ TABLE[(crc >> 8 ^ bytes.get(i)) & 0xff]) & 0xffff;
        }
        return crc;
    }
}
