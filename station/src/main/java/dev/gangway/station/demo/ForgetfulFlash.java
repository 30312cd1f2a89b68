package dev.gangway.station.demo;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.nand.NandGeometry;
import dev.gangway.virtual.nand.VirtualNand;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A board's flash chip that loses one bit of what was written, just before software is started for the n-th time: all
 * that was sent to the board was right, and what it holds is wrong. Called under the board's lock.
 */
public final class ForgetfulFlash implements FirmwareSource {
    private final FirmwareSource inner;
    private final VirtualNand chip;
    private final int start;
    private final long offset;
    private int starts;

    /**
     * A chip that forgets.
     *
     * @param inner what the board runs
     * @param chip its flash
     * @param start before which start of software from memory, from 1
     * @param offset a byte of the page that changes; nothing happens while that page is erased
     */
    public ForgetfulFlash(FirmwareSource inner, VirtualNand chip, int start, long offset) {
        this.inner = inner;
        this.chip = chip;
        this.start = start;
        this.offset = offset;
    }

    @Override
    public Optional<Firmware> identify(BoardHardware hardware, long entry) {
        starts++;
        if (starts == start) {
            try {
                forget();
            } catch (NandException e) {
                throw new IllegalStateException("the flash chip does not take what it held", e);
            }
        }
        return inner.identify(hardware, entry);
    }

    @Override
    public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
        return inner.bootFromMedium(hardware);
    }

    /** Flash changes page by page only after its block was erased. */
    private void forget() throws NandException {
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
