package dev.gangway.ymodem;

import java.nio.ByteBuffer;

/**
 * How either end calls a transfer off: two CAN in a row do by the protocol. U-Boot wants three, so more are sent, and the
 * backspaces that wipe them from a console.
 */
final class Cancelling {
    private static final int ENOUGH = 2;
    private static final int SENT = 10;

    private int row;

    /** Counts a byte of which no block is made; true = the other end has called the transfer off. */
    boolean takes(int sign) {
        row = sign == Signs.CAN ? row + 1 : 0;
        return row >= ENOUGH;
    }

    /** Something else came. */
    void clear() {
        row = 0;
    }

    /** What tells the other end. */
    static ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(2 * SENT);
        for (int i = 0; i < SENT; i++) {
            bytes.put(i, (byte) Signs.CAN).put(SENT + i, (byte) Signs.BACKSPACE);
        }
        return bytes;
    }
}
