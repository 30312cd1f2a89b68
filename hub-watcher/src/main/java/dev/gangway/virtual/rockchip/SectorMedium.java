package dev.gangway.virtual.rockchip;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;

/** A medium of sectors, such as an eMMC. Begins as zeros, keeps its content for the board's whole life. Not thread-safe. */
final class SectorMedium {
    static final int SECTOR = 512;

    private final long sectors;
    private final StoredMemory content;

    SectorMedium(long size, PageStore store) {
        sectors = size / SECTOR;
        content = new StoredMemory(0, size, store);
    }

    long sectors() {
        return sectors;
    }

    boolean holds(long sector, long count) {
        return sector + count <= sectors;
    }

    void write(long sector, ByteBuffer data) {
        access(() -> content.write(sector * SECTOR, data));
    }

    void read(long sector, ByteBuffer into) {
        access(() -> content.read(sector * SECTOR, into));
    }

    /** Bytes from an address on. */
    byte[] read(long address, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        access(() -> content.read(address, into));
        return into.array();
    }

    void erase(long sector, long count) {
        ByteBuffer zeros = ByteBuffer.allocate(128 * SECTOR);
        for (long done = 0; done < count; done += 128) {
            long from = sector + done;
            zeros.clear().limit((int) Math.min(128, count - done) * SECTOR);
            write(from, zeros);
        }
    }

    @FunctionalInterface
    private interface Access {
        void go() throws SystemMemory.BusAbort;
    }

    private static void access(Access access) {
        try {
            access.go();
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalStateException("sectors were accessed that are not there", e);
        }
    }
}
