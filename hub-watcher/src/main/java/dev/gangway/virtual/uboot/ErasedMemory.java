package dev.gangway.virtual.uboot;

import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;

/** Flash that reads FF where it is erased, and in which programming only clears bits. Not thread-safe. */
final class ErasedMemory {
    private static final int PIECE = 1 << 14;

    /** Holds the complement: what was never written costs nothing there and is FF here. */
    private final StoredMemory complement;

    private final long size;

    ErasedMemory(long size, PageStore pages) {
        this.complement = new StoredMemory(0, size, pages);
        this.size = size;
    }

    long size() {
        return size;
    }

    /** Reads into the whole buffer. */
    void read(long at, ByteBuffer into) {
        int begin = into.position();
        try {
            complement.read(at, into);
        } catch (BusAbort e) {
            throw new IllegalArgumentException("the flash has " + size + " bytes", e);
        }
        for (int i = begin; i < into.position(); i++) {
            into.put(i, (byte) ~into.get(i));
        }
    }

    /** Clears the bits that are 0 in the whole buffer. */
    void program(long at, ByteBuffer from) {
        ByteBuffer was = ByteBuffer.allocate(from.remaining());
        read(at, was);
        was.flip();
        ByteBuffer now = ByteBuffer.allocate(from.remaining());
        while (from.hasRemaining()) {
            now.put((byte) ~(was.get() & from.get()));
        }
        put(at, now.flip());
    }

    void erase(long at, long length) {
        for (long done = 0; done < length; done += PIECE) {
            put(at + done, ByteBuffer.allocate((int) Math.min(PIECE, length - done)));
        }
    }

    private void put(long at, ByteBuffer bytes) {
        try {
            complement.write(at, bytes);
        } catch (BusAbort e) {
            throw new IllegalArgumentException("the flash has " + size + " bytes", e);
        }
    }
}
