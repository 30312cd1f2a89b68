package dev.gangway.virtual.esp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Packets of the loader on its serial line: C0 … C0, with C0 and DB inside written as two bytes. Not thread-safe. */
final class EspLoaderIo {
    private static final int LONGEST = 0x8000;

    private final Consumer<byte[]> out;
    private final byte[] packet = new byte[LONGEST];
    private int length = -1;
    private boolean escape;

    EspLoaderIo(Consumer<byte[]> out) {
        this.out = out;
    }

    void forget() {
        length = -1;
        escape = false;
    }

    /** Takes a byte; null until a packet is complete. */
    byte @Nullable [] take(int one) {
        if (one == 0xc0) {
            byte[] whole = length > 0 ? Arrays.copyOf(packet, length) : null;
            length = whole == null ? 0 : -1;
            escape = false;
            return whole;
        }
        if (length < 0 || length == LONGEST) {
            return null;
        }
        if (one == 0xdb && !escape) {
            escape = true;
            return null;
        }
        packet[length++] = (byte) (!escape ? one : one == 0xdc ? 0xc0 : 0xdb);
        escape = false;
        return null;
    }

    /** Sends an answer. */
    void answer(int command, int value, byte[] data) {
        ByteBuffer answer = ByteBuffer.allocate(8 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        answer.put((byte) 1)
                .put((byte) command)
                .putShort((short) data.length)
                .putInt(value)
                .put(data);
        send(answer.array());
    }

    /** Sends any packet. */
    void send(byte[] packet) {
        ByteBuffer framed = ByteBuffer.allocate(2 * packet.length + 2);
        framed.put((byte) 0xc0);
        for (byte one : packet) {
            if (one == (byte) 0xc0) {
                framed.put((byte) 0xdb).put((byte) 0xdc);
            } else if (one == (byte) 0xdb) {
                framed.put((byte) 0xdb).put((byte) 0xdd);
            } else {
                framed.put(one);
            }
        }
        framed.put((byte) 0xc0);
        out.accept(Arrays.copyOf(framed.array(), framed.position()));
    }
}
