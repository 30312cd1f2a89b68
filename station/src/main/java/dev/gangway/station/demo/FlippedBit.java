package dev.gangway.station.demo;

import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.nand.NandGeometry;
import dev.gangway.virtual.nand.VirtualNand;
import java.nio.ByteBuffer;

/** One bit of a flash chip turns over. Called under the board's lock. */
public final class FlippedBit implements ForgetfulFlash.Loss {
    private final VirtualNand chip;
    private final long offset;

    /**
     * A bit that is lost.
     *
     * @param chip the board's flash
     * @param offset a byte of the page that changes; nothing happens while that page is erased
     */
    public FlippedBit(VirtualNand chip, long offset) {
        this.chip = chip;
        this.offset = offset;
    }

    /** Flash changes page by page only after its block was erased. */
    @Override
    public void happen() throws NandException {
        NandGeometry shape = chip.geometry();
        int block = (int) (offset / shape.blockSize());
        int page = (int) (offset % shape.blockSize() / shape.pageSize());
        long first = (long) block * shape.pagesPerBlock();
        if (!chip.isProgrammed(first + page)) {
            return;
        }
        ByteBuffer[] pages = new ByteBuffer[shape.pagesPerBlock()];
        boolean[] raw = new boolean[pages.length];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = ByteBuffer.allocate(shape.rawPage());
            raw[i] = chip.isRaw(first + i);
            if (chip.isProgrammed(first + i) && raw[i]) {
                chip.readRaw(first + i, pages[i]);
            } else if (chip.isProgrammed(first + i)) {
                chip.read(first + i, pages[i]);
            }
            pages[i].flip();
        }
        int at = (int) (offset % shape.pageSize());
        pages[page].put(at, (byte) (pages[page].get(at) ^ 1));
        chip.erase(block);
        for (int i = 0; i < pages.length; i++) {
            if (raw[i]) {
                chip.programRaw(first + i, pages[i]);
            } else if (pages[i].hasRemaining()) {
                chip.program(first + i, pages[i]);
            }
        }
    }
}
