package dev.gangway.virtual.nand;

import dev.gangway.virtual.SystemMemory;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A range of RAM whose content lies in a shared {@link PageStore}, so that many boards that hold the same download cost
 * the Java heap little. Written in order it is fast; the page written last is kept open. Starts as zeros. Not
 * thread-safe.
 */
public final class StoredMemory implements SystemMemory {
    private static final int PAGE = 1 << 14;

    private final long base;
    private final long size;
    private final PageStore store;
    private final int[] pages; // number in the store + 1, 0 = never written
    private final byte[] open = new byte[PAGE];
    private int openPage = -1;
    private boolean dirty;

    /** RAM from this address on. */
    public StoredMemory(long base, long size, PageStore store) {
        this.base = base;
        this.size = size;
        this.store = store;
        this.pages = new int[(int) ((size + PAGE - 1) / PAGE)];
    }

    @Override
    public void read(long address, ByteBuffer into) throws BusAbort {
        long at = check(address, into.remaining());
        while (into.hasRemaining()) {
            int page = (int) (at / PAGE);
            int from = (int) (at % PAGE);
            int now = Math.min(PAGE - from, into.remaining());
            if (page == openPage) {
                into.put(open, from, now);
            } else if (pages[page] == 0) {
                into.put(new byte[now]);
            } else {
                into.put(store.get(pages[page] - 1).slice(from, now));
            }
            at += now;
        }
    }

    @Override
    public void write(long address, ByteBuffer from) throws BusAbort {
        long at = check(address, from.remaining());
        while (from.hasRemaining()) {
            int page = (int) (at / PAGE);
            int start = (int) (at % PAGE);
            int now = Math.min(PAGE - start, from.remaining());
            if (now == PAGE && page != openPage) {
                pages[page] = store.put(from.slice(from.position(), PAGE)) + 1;
                from.position(from.position() + PAGE);
            } else {
                openAt(page);
                from.get(open, start, now);
                dirty = true;
            }
            at += now;
        }
    }

    private void openAt(int page) {
        if (page == openPage) {
            return;
        }
        if (dirty) {
            pages[openPage] = store.put(ByteBuffer.wrap(open)) + 1;
            dirty = false;
        }
        if (pages[page] == 0) {
            Arrays.fill(open, (byte) 0);
        } else {
            store.get(pages[page] - 1).get(open);
        }
        openPage = page;
    }

    private long check(long address, int length) throws BusAbort {
        if (address < base || address >= base + size) {
            throw new BusAbort(address);
        }
        if (address + length > base + size) {
            throw new BusAbort(base + size);
        }
        return address - base;
    }
}
