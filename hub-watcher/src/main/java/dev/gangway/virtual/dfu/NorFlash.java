package dev.gangway.virtual.dfu;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Flash that is erased by the page to ones and programmed to zeros: what is programmed without being erased is neither the
 * old nor the new. Keeps its content for the board's whole life. Not thread-safe.
 */
final class NorFlash {
    private final List<Bank> banks;
    private final long from;
    private final long size;
    private final Duration eraseTime;
    private final Duration writeTime;

    /** Kept upside down, for a store begins as zeros and erased flash is ones. */
    private final StoredMemory inverted;

    /**
     * Pages of one size.
     *
     * @param page bytes of each
     * @param count how many
     * @param writable whether they can be erased and programmed
     */
    record Bank(long page, int count, boolean writable) {
        long size() {
            return page * count;
        }
    }

    /** A page, and whether it can be changed. */
    private record Page(long from, long size, boolean writable) {}

    NorFlash(long from, List<Bank> banks, Duration eraseTime, Duration writeTime, PageStore store) {
        this.banks = List.copyOf(banks);
        this.from = from;
        this.size = banks.stream().mapToLong(Bank::size).sum();
        this.eraseTime = eraseTime;
        this.writeTime = writeTime;
        inverted = new StoredMemory(from, size, store);
    }

    Duration eraseTime() {
        return eraseTime;
    }

    Duration writeTime() {
        return writeTime;
    }

    boolean holds(long address, long length) {
        return address >= from && address + length <= from + size;
    }

    /** Whether a stretch can be changed. */
    boolean isWritable(long address, long length) {
        return holds(address, length)
                && page(address).writable()
                && page(address + Math.max(length, 1) - 1).writable();
    }

    private Page page(long address) {
        long at = from;
        for (Bank bank : banks) {
            if (address < at + bank.size()) {
                return new Page(at + (address - at) / bank.page() * bank.page(), bank.page(), bank.writable());
            }
            at += bank.size();
        }
        throw new IllegalArgumentException("no flash at 0x" + Long.toHexString(address));
    }

    /** Erases the page in which an address lies. */
    void erase(long address) {
        Page page = page(address);
        access(memory -> memory.write(page.from(), ByteBuffer.allocate((int) page.size())));
    }

    /** Erases all that can be changed. */
    void eraseAll() {
        for (long at = from; at < from + size; at += page(at).size()) {
            if (page(at).writable()) {
                erase(at);
            }
        }
    }

    void program(long address, byte[] data) {
        ByteBuffer now = ByteBuffer.allocate(data.length);
        access(memory -> memory.read(address, now));
        for (int i = 0; i < data.length; i++) {
            now.put(i, (byte) (now.get(i) | ~data[i]));
        }
        access(memory -> memory.write(address, now.rewind()));
    }

    /** Puts something there as if its pages had been erased and programmed; what is beside it stays. */
    void keep(long address, byte[] content) {
        ByteBuffer upsideDown = ByteBuffer.allocate(content.length);
        for (byte one : content) {
            upsideDown.put((byte) ~one);
        }
        access(memory -> memory.write(address, upsideDown.flip()));
    }

    byte[] read(long address, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        access(memory -> memory.read(address, into));
        byte[] bytes = into.array();
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
        return bytes;
    }

    @FunctionalInterface
    private interface Access {
        void to(StoredMemory memory) throws SystemMemory.BusAbort;
    }

    private void access(Access access) {
        try {
            access.to(inverted);
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalStateException("flash was accessed outside of its range", e);
        }
    }
}
