package dev.gangway.ymodem;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A block on the wire: its size's sign, its number twice, the second time as complement, data, and a check.
 *
 * @param number 0 to 255
 * @param data 128 or 1024 bytes
 */
record Block(int number, ByteBuffer data) {
    static final int SMALL = 128;
    static final int LARGE = 1024;

    /** Sign, number and complement. */
    static final int HEAD = 3;

    /** Bytes of data behind such a sign. */
    static int dataBytes(int sign) {
        return sign == Signs.STX ? LARGE : SMALL;
    }

    /** Bytes of the check. */
    static int checkBytes(boolean crc) {
        return crc ? 2 : 1;
    }

    /**
     * A block as it is sent.
     *
     * @param data up to size bytes; the position moves
     * @param size 128 or 1024
     * @param fill what stands behind the data
     * @param crc whether it is checked by a CRC; else by a sum
     */
    static ByteBuffer encode(int number, ByteBuffer data, int size, int fill, boolean crc) {
        ByteBuffer block = ByteBuffer.allocate(HEAD + size + checkBytes(crc));
        block.put((byte) (size == LARGE ? Signs.STX : Signs.SOH))
                .put((byte) number)
                .put((byte) ~number);
        block.put(data);
        while (block.position() < HEAD + size) {
            block.put((byte) fill);
        }
        ByteBuffer content = block.slice(HEAD, size);
        if (crc) {
            block.putShort((short) Crc16.of(content));
        } else {
            block.put((byte) sum(content));
        }
        return block.flip();
    }

    /**
     * Reads a whole block.
     *
     * @return null when it was damaged
     */
    static @Nullable Block decode(ByteBuffer wire, boolean crc) {
        int number = wire.get(1) & 0xff;
        int size = wire.remaining() - HEAD - checkBytes(crc);
        ByteBuffer data = wire.slice(HEAD, size);
        boolean sound = crc
                ? (wire.getShort(HEAD + size) & 0xffff) == Crc16.of(data)
                : (wire.get(HEAD + size) & 0xff) == sum(data);
        return sound && (wire.get(2) & 0xff) == (~number & 0xff) ? new Block(number, data) : null;
    }

    private static int sum(ByteBuffer bytes) {
        int sum = 0;
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            sum += bytes.get(i);
        }
        return sum & 0xff;
    }
}
