package dev.gangway.virtual.allwinner;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Static RAM: contents survive a reset, not the loss of power. */
final class StaticRam implements Region {
    private final long start;
    private final ByteBuffer bytes;

    StaticRam(long start, long end) {
        this.start = start;
        bytes = ByteBuffer.allocate((int) (end - start)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public long end() {
        return start + bytes.capacity();
    }

    @Override
    public void read(long address, ByteBuffer into) {
        int count = into.remaining();
        into.put(into.position(), bytes, (int) (address - start), count);
        into.position(into.position() + count);
    }

    @Override
    public void write(long address, ByteBuffer from) {
        int count = from.remaining();
        bytes.put((int) (address - start), from, from.position(), count);
        from.position(from.position() + count);
    }

    int word(long address) {
        return bytes.getInt((int) (address - start));
    }

    void word(long address, int value) {
        bytes.putInt((int) (address - start), value);
    }

    /** What is in static RAM after power-up: nothing that anybody wrote. */
    void scramble(int seed) {
        for (int at = 0; at + 4 <= bytes.capacity(); at += 4) {
            bytes.putInt(at, Noise.word(seed, start + at));
        }
    }
}
