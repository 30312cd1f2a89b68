package dev.gangway.virtual.nand;

import dev.gangway.virtual.nand.NandException.Fault;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A raw NAND chip: blocks of pages of data and spare bytes (allwinner-nand-chip.md 6). Erasing makes every bit 1;
 * programming only clears bits, and a page takes it once between two erases. Content lives in a shared
 * {@link PageStore}; the chip itself holds one number a page, and only for blocks that were written. Not thread-safe:
 * the caller holds the board's lock.
 *
 * <p>A page remembers whether it was written with the controller's error correction and scrambler or raw. Reading a raw
 * page with error correction fails as uncorrectable, as it does on the board.
 */
public final class VirtualNand {
    /** What happens when a page is programmed twice. */
    public enum SecondProgram {
        /** The chip reports failure and the page stays as it is. */
        FAILS,
        /** As on most real chips: the bits are ANDed and nobody is told; with error correction the page is lost. */
        ANDS_SILENTLY
    }

    private static final int[] ERASED_BLOCK = {};
    private static final int RAW = 1 << 30;
    private static final int NUMBER = RAW - 1;
    private static final byte ERASED = (byte) 0xFF;

    private static final byte[] ERASED_PIECE = erasedPiece();

    private final ChipGeometry geometry;
    private final PageStore store;
    private final SecondProgram secondProgram;
    private final int[][] pages; // a block's row is empty while it is erased; entry 0 = erased, else number + 1, RAW
    private final BitSet marked = new BitSet();
    private final BitSet worn = new BitSet();
    private long lastPage = -1;
    private long erases;
    private long programs;

    /** An erased chip. */
    public VirtualNand(ChipGeometry geometry, PageStore store, SecondProgram secondProgram) {
        this.geometry = geometry;
        this.store = store;
        this.secondProgram = secondProgram;
        this.pages = new int[geometry.blocks()][];
        Arrays.fill(pages, ERASED_BLOCK);
    }

    /** Its shape. */
    public ChipGeometry geometry() {
        return geometry;
    }

    /** Gives a block a factory bad mark: 00 in the first spare byte of its first page. It fails when used all the same. */
    public VirtualNand factoryBad(int block) {
        marked.set(checked(block));
        worn.set(block);
        return this;
    }

    /** Lets a block fail at its next erase or program, without a mark so far. */
    public VirtualNand wearOut(int block) {
        worn.set(checked(block));
        return this;
    }

    /** Writes a bad mark, as a driver does when a block failed. */
    public void mark(int block) {
        marked.set(checked(block));
    }

    /** Whether the block carries a bad mark. */
    public boolean isMarked(int block) {
        return marked.get(checked(block));
    }

    /** Erases a block. Its bad mark, if any, is wiped too; drivers therefore ask {@link #isMarked} first. */
    public void erase(int block) throws NandException {
        if (worn.get(inRange(block))) {
            marked.clear(block);
            throw new NandException(Fault.ERASE, "block " + block + " does not erase");
        }
        marked.clear(block);
        pages[block] = ERASED_BLOCK;
        erases++;
    }

    /**
     * Programs a page with the controller's error correction.
     *
     * @param page number in the chip
     * @param data one page of data; the position moves behind it
     */
    public void program(long page, ByteBuffer data) throws NandException {
        program(page, take(data, geometry.pageSize()), 0);
    }

    /** Programs a page and its spare bytes as they are; a first spare byte other than FF in page 0 marks the block bad. */
    public void programRaw(long page, ByteBuffer dataAndOob) throws NandException {
        ByteBuffer bytes = take(dataAndOob, geometry.rawPage());
        program(page, bytes, RAW);
        if (page % geometry.pagesPerBlock() == 0 && bytes.get(bytes.position() + geometry.pageSize()) != ERASED) {
            marked.set((int) (page / geometry.pagesPerBlock()));
        }
    }

    private void program(long page, ByteBuffer bytes, int mode) throws NandException {
        int block = inRange(page / geometry.pagesPerBlock());
        if (worn.get(block)) {
            throw new NandException(Fault.PROGRAM, "block " + block + " does not program");
        }
        if (pages[block].length == 0) {
            pages[block] = new int[geometry.pagesPerBlock()];
        }
        int index = (int) (page % geometry.pagesPerBlock());
        int old = pages[block][index];
        programs++;
        lastPage = page;
        if (old == 0) {
            pages[block][index] = (store.put(bytes) + 1) | mode;
            return;
        }
        if (secondProgram == SecondProgram.FAILS) {
            throw new NandException(Fault.PROGRAM, "page " + page + " was programmed since its last erase");
        }
        ByteBuffer was = store.get((old & NUMBER) - 1);
        ByteBuffer both = ByteBuffer.allocate(geometry.rawPage());
        for (int i = 0; i < both.capacity(); i++) {
            int a = i < was.remaining() ? was.get(i) : ERASED;
            int b = i < bytes.remaining() ? bytes.get(bytes.position() + i) : ERASED;
            both.put(i, (byte) (a & b));
        }
        // Two code words ANDed are none: whatever was there can only be read raw from now on.
        pages[block][index] = (store.put(both) + 1) | RAW;
    }

    /**
     * Reads a page through the error correction. An erased page reads as FF.
     *
     * @throws NandException UNCORRECTABLE if it was not written that way
     */
    public void read(long page, ByteBuffer into) throws NandException {
        int entry = entry(page);
        if ((entry & RAW) != 0) {
            throw new NandException(Fault.UNCORRECTABLE, "page " + page + " has uncorrectable errors");
        }
        copy(entry, geometry.pageSize(), into);
    }

    /**
     * Reads a page and its spare bytes as they are. A page written with error correction shows its data unscrambled and
     * FF as spare bytes: what the controller really leaves there is not modelled.
     */
    public void readRaw(long page, ByteBuffer into) throws NandException {
        int start = into.position();
        copy(entry(page), geometry.rawPage(), into);
        int block = (int) (page / geometry.pagesPerBlock());
        if (page % geometry.pagesPerBlock() == 0 && marked.get(block)) {
            into.put(start + geometry.pageSize(), (byte) 0);
        }
    }

    /** Whether the page was programmed since its last erase. */
    public boolean isProgrammed(long page) throws NandException {
        return entry(page) != 0;
    }

    /** Whether the page was last programmed raw. */
    public boolean isRaw(long page) throws NandException {
        return (entry(page) & RAW) != 0;
    }

    /** A bit of this byte turns over, as when a cell loses its charge; nothing happens while its page is erased. */
    public void loseBit(long offset) {
        loseBit(offset / geometry.pageSize(), (int) (offset % geometry.pageSize()));
    }

    /** A bit of the page that was programmed last turns over, unless it was erased meanwhile. */
    public void loseBitOfLastPage() {
        if (lastPage >= 0) {
            loseBit(lastPage, 0);
        }
    }

    private void loseBit(long page, int at) {
        int[] row = pages[checked((int) (page / geometry.pagesPerBlock()))];
        int index = (int) (page % geometry.pagesPerBlock());
        if (row.length == 0 || row[index] == 0) {
            return;
        }
        ByteBuffer was = store.get((row[index] & NUMBER) - 1);
        ByteBuffer changed = ByteBuffer.allocate(was.remaining()).put(was);
        changed.put(at, (byte) (changed.get(at) ^ 1)).flip();
        row[index] = (store.put(changed) + 1) | (row[index] & RAW);
    }

    /** Blocks erased so far. */
    public long erases() {
        return erases;
    }

    /** Pages programmed so far, failed ones left out. */
    public long programs() {
        return programs;
    }

    private int entry(long page) throws NandException {
        int[] row = pages[inRange(page / geometry.pagesPerBlock())];
        return row.length == 0 ? 0 : row[(int) (page % geometry.pagesPerBlock())];
    }

    private static byte[] erasedPiece() {
        byte[] piece = new byte[4096];
        Arrays.fill(piece, ERASED);
        return piece;
    }

    private void copy(int entry, int length, ByteBuffer into) {
        int end = into.position() + length;
        if (entry != 0) {
            ByteBuffer stored = store.get((entry & NUMBER) - 1);
            stored.limit(Math.min(length, stored.limit()));
            into.put(stored);
        }
        while (into.position() < end) {
            into.put(ERASED_PIECE, 0, Math.min(ERASED_PIECE.length, end - into.position()));
        }
    }

    private int inRange(long block) throws NandException {
        if (block < 0 || block >= geometry.blocks()) {
            throw new NandException(Fault.RANGE, "no block " + block + " on this chip");
        }
        return (int) block;
    }

    private int checked(int block) {
        if (block < 0 || block >= geometry.blocks()) {
            throw new IllegalArgumentException("no block " + block + " on this chip");
        }
        return block;
    }

    private static ByteBuffer take(ByteBuffer from, int length) {
        if (from.remaining() < length) {
            throw new IllegalArgumentException(
                    "a page of " + length + " bytes was to be programmed, " + from.remaining() + " are there");
        }
        ByteBuffer page = from.slice(from.position(), length);
        from.position(from.position() + length);
        return page;
    }
}
