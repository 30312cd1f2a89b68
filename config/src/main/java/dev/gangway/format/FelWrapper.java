package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What stands before each transfer of FEL, Allwinner's USB wrapper (linux-sunxi.org/FEL/Protocol).
 *
 * @param toBoard whether the transfer goes to the board
 * @param length its bytes, 0 to 2^32 - 1
 */
public record FelWrapper(boolean toBoard, long length) {
    /** Bytes of a wrapper. */
    public static final int BYTES = 32;

    /** Bytes of the status that ends each transfer. */
    public static final int STATUS_BYTES = 13;

    /** What a status begins with: AWUS, read as a little-endian word. */
    public static final int STATUS_MAGIC = 0x53555741;

    private static final int MAGIC = 0x43555741;
    private static final int COMMAND_LENGTH = 0x0c000000;
    private static final byte FROM_BOARD = 0x11;
    private static final byte TO_BOARD = 0x12;
    private static final int LENGTH_AT = 8;
    private static final int DIRECTION_AT = 16;

    /** Puts it into a buffer of {@link #BYTES}, ready to be sent, with tag 0. */
    public void put(ByteBuffer into) {
        into.clear().order(ByteOrder.LITTLE_ENDIAN);
        into.putInt(MAGIC).putInt(0).putInt((int) length).putInt(COMMAND_LENGTH);
        into.put(toBoard ? TO_BOARD : FROM_BOARD).put((byte) 0).putInt((int) length);
        into.putInt(0).putInt(0).putShort((short) 0).flip();
    }

    /** The wrapper that these bytes are; empty when they are none, or name no direction that is known. */
    public static Optional<FelWrapper> of(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() != BYTES || in.getInt(in.position()) != MAGIC) {
            return Optional.empty();
        }
        byte direction = in.get(in.position() + DIRECTION_AT);
        return direction == TO_BOARD || direction == FROM_BOARD
                ? Optional.of(new FelWrapper(
                        direction == TO_BOARD, Integer.toUnsignedLong(in.getInt(in.position() + LENGTH_AT))))
                : Optional.empty();
    }
}
