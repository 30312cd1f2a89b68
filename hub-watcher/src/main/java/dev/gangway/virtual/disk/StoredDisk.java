package dev.gangway.virtual.disk;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;

/** A medium whose content lies in a shared store of pages: boards with the same content need the memory of one. */
public final class StoredDisk implements DiskMedium {
    private final int blockSize;
    private final long blocks;
    private final long real;
    private final StoredMemory memory;

    /** A medium of zeros. */
    public StoredDisk(int blockSize, long blocks, PageStore store) {
        this(blockSize, blocks, blocks * blockSize, store);
    }

    /**
     * A medium of zeros that may lie.
     *
     * @param real how many bytes it really has: what lies behind them is at the beginning again
     */
    StoredDisk(int blockSize, long blocks, long real, PageStore store) {
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.real = real;
        memory = new StoredMemory(0, real, store);
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public long blocks() {
        return blocks;
    }

    @Override
    public void read(long at, ByteBuffer into) {
        pieces(at, into, memory::read);
    }

    @Override
    public void write(long at, ByteBuffer from) {
        pieces(at, from, memory::write);
    }

    @FunctionalInterface
    private interface Access {
        void to(long at, ByteBuffer bytes) throws SystemMemory.BusAbort;
    }

    private void pieces(long at, ByteBuffer bytes, Access access) {
        int end = bytes.limit();
        long place = at;
        try {
            while (bytes.position() < end) {
                long within = place % real;
                int now = (int) Math.min(end - bytes.position(), real - within);
                bytes.limit(bytes.position() + now);
                access.to(within, bytes);
                place += now;
                bytes.limit(end);
            }
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalStateException("a disk was accessed outside of its range", e);
        }
    }
}
