package dev.gangway.virtual.esp;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A serial flash: erased by the sector to ones, programmed to zeros. Keeps its content for the board's whole life. Not
 * thread-safe.
 */
final class EspFlash {
    static final int SECTOR = 0x1000;

    private static final int MAKER_AND_KIND = 0x40ef; // Winbond W25Q

    private final int size;

    /** Kept upside down, for a store begins as zeros and erased flash is ones. */
    private final StoredMemory inverted;

    private final Map<List<Long>, byte[]> told = new HashMap<>();

    EspFlash(int size, PageStore store) {
        this.size = size;
        inverted = new StoredMemory(0, size, store);
    }

    int size() {
        return size;
    }

    /** As it answers the command 9f, the maker lowest. */
    int id() {
        return MAKER_AND_KIND | (31 - Integer.numberOfLeadingZeros(size)) << 16;
    }

    /** What was told of a stretch before; what is told now where nothing was. */
    byte[] told(long from, long length, byte[] now) {
        return told.computeIfAbsent(List.of(from, length), stretch -> now);
    }

    /** Erases the sectors in which a stretch lies, as far as the flash goes. */
    void erase(long at, long length) {
        for (long sector = at / SECTOR * SECTOR; sector < Math.min(size, at + length); sector += SECTOR) {
            write(sector, ByteBuffer.allocate(SECTOR));
        }
    }

    void program(long at, byte[] data) {
        byte[] now = read(at, data.length);
        ByteBuffer after = ByteBuffer.allocate(data.length);
        for (int i = 0; i < data.length; i++) {
            after.put((byte) ~(now[i] & data[i]));
        }
        write(at, after.flip());
    }

    void flip(long at) {
        byte[] now = read(at, 1);
        write(at, ByteBuffer.wrap(new byte[] {(byte) ~(now[0] ^ 1)}));
    }

    byte[] read(long at, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        try {
            inverted.read(at, into);
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalStateException("flash was read outside of its range", e);
        }
        byte[] bytes = into.array();
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
        return bytes;
    }

    private void write(long at, ByteBuffer content) {
        try {
            inverted.write(at, content);
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalStateException("flash was written outside of its range", e);
        }
    }
}
