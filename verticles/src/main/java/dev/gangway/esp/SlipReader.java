package dev.gangway.esp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds packets in what comes (SLIP): what stands between two ends, with its escapes taken back. One thread. */
final class SlipReader {
    private static final int END = 0xc0;
    private static final int ESCAPE = 0xdb;
    private static final int ESCAPED_END = 0xdc;
    private static final int ESCAPED_ESCAPE = 0xdd;
    private static final int LONGEST = 0x5000;

    private final ByteBuffer packet = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    private boolean inside;
    private boolean escaped;
    private boolean damaged;

    /**
     * Takes bytes until a packet is complete.
     *
     * @return whether one is; the rest of the bytes stays for the next call
     */
    boolean take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int next = bytes.get() & 0xff;
            if (next == END) {
                boolean complete = inside && packet.position() > 0 && !damaged && !escaped;
                if (complete) {
                    packet.flip();
                    inside = false;
                    return true;
                }
                begin();
            } else if (inside) {
                put(next);
            }
        }
        return false;
    }

    /** The packet; until the next call of {@link #take}. */
    ByteBuffer packet() {
        return packet;
    }

    /** Forgets what was begun. */
    void reset() {
        inside = false;
    }

    private void begin() {
        packet.clear();
        inside = true;
        escaped = false;
        damaged = false;
    }

    private void put(int next) {
        if (!packet.hasRemaining()) {
            damaged = true;
        } else if (escaped) {
            escaped = false;
            damaged |= next != ESCAPED_END && next != ESCAPED_ESCAPE;
            packet.put((byte) (next == ESCAPED_END ? END : ESCAPE));
        } else if (next == ESCAPE) {
            escaped = true;
        } else {
            packet.put((byte) next);
        }
    }

    /** Writes a packet with both its ends. */
    static void write(ByteBuffer packet, ByteBuffer into) {
        into.put((byte) END);
        while (packet.hasRemaining()) {
            int next = packet.get() & 0xff;
            if (next == END || next == ESCAPE) {
                into.put((byte) ESCAPE).put((byte) (next == END ? ESCAPED_END : ESCAPED_ESCAPE));
            } else {
                into.put((byte) next);
            }
        }
        into.put((byte) END);
    }
}
