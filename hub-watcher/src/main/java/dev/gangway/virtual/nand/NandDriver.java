package dev.gangway.virtual.nand;

import dev.gangway.virtual.nand.NandException.Fault;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What U-Boot's NAND layer does above the chip: ranges that skip bad blocks, raw access that does not, a bad mark for a
 * block that fails. Offsets and lengths in bytes of data.
 */
public final class NandDriver {
    private final VirtualNand chip;
    private final ChipGeometry geometry;
    private final ByteBuffer erased;

    /** A driver of this chip. */
    public NandDriver(VirtualNand chip) {
        this.chip = chip;
        this.geometry = chip.geometry();
        byte[] page = new byte[geometry.pageSize()];
        Arrays.fill(page, (byte) 0xFF);
        this.erased = ByteBuffer.wrap(page).asReadOnlyBuffer();
    }

    /** The chip. */
    public VirtualNand chip() {
        return chip;
    }

    /** Delivers the next bytes of what is to be written, or takes the next bytes of what was read. */
    @FunctionalInterface
    public interface Pages {
        /** Fills, or empties, the whole buffer. */
        void move(ByteBuffer page) throws NandException;
    }

    /**
     * Erases a range of blocks.
     *
     * @param scrub whether marked blocks are erased too, marks included
     * @return blocks that were skipped or failed; those that failed are marked now
     */
    public int erase(long offset, long length, boolean scrub) throws NandException {
        int bad = 0;
        int first = block(offset);
        int end = block(offset + length + geometry.blockSize() - 1);
        for (int block = first; block < end; block++) {
            if (chip.isMarked(block) && !scrub) {
                bad++;
                continue;
            }
            try {
                chip.erase(block);
            } catch (NandException e) {
                if (e.fault() == Fault.RANGE) {
                    throw e;
                }
                bad++;
                if (!scrub) {
                    chip.mark(block);
                }
            }
        }
        return bad;
    }

    /**
     * Writes with error correction, skipping marked blocks, so that what follows a bad block shifts.
     *
     * @param limit bytes from the offset that may be used, skipped blocks included
     * @param dropTrailingFf leaves pages of FF at the end of each block's share unprogrammed
     * @return bytes used from the offset on, skipped blocks included
     */
    public long write(long offset, long length, long limit, boolean dropTrailingFf, Pages source) throws NandException {
        long at = offset;
        long left = length;
        ByteBuffer page = ByteBuffer.allocate(geometry.pageSize());
        while (left > 0) {
            at = skipBad(at);
            int room = (int) (geometry.blockSize() - at % geometry.blockSize());
            int now = (int) Math.min(room, left);
            if (at + now > offset + limit || at + now > geometry.size()) {
                throw new NandException(Fault.RANGE, "Attempt to write outside the flash area");
            }
            writeShare(at, now, page, dropTrailingFf, source);
            at += now;
            left -= now;
        }
        return at - offset;
    }

    /** One block's share, page by page: many boards write at once, and a block of an MLC chip has 4 MiB. */
    private void writeShare(long at, int length, ByteBuffer page, boolean dropTrailingFf, Pages source)
            throws NandException {
        long number = at / geometry.pageSize();
        long blank = 0;
        for (int done = 0; done < length; done += geometry.pageSize()) {
            page.clear().limit(Math.min(geometry.pageSize(), length - done));
            source.move(page);
            page.limit(geometry.pageSize());
            while (page.hasRemaining()) {
                page.put((byte) 0xFF);
            }
            page.flip();
            if (dropTrailingFf && isErased(page)) {
                blank++;
                continue;
            }
            ByteBuffer erased = ByteBuffer.allocate(blank > 0 ? geometry.pageSize() : 0);
            Arrays.fill(erased.array(), (byte) 0xFF);
            for (; blank > 0; blank--) {
                chip.program(number++, erased.rewind());
            }
            chip.program(number++, page);
        }
    }

    /** Where a write of this length from this offset would end, counted as {@link #write} counts. */
    public long reserve(long offset, long length) throws NandException {
        long at = offset;
        long left = length;
        while (left > 0) {
            at = skipBad(at);
            long now = Math.min(geometry.blockSize() - at % geometry.blockSize(), left);
            at += now;
            left -= now;
        }
        return at - offset;
    }

    /** Reads with error correction, skipping marked blocks as the write did. */
    public void read(long offset, long length, Pages target) throws NandException {
        long at = offset;
        long left = length;
        ByteBuffer page = ByteBuffer.allocate(geometry.pageSize());
        while (left > 0) {
            at = skipBad(at);
            int inPage = (int) (at % geometry.pageSize());
            int now = (int) Math.min(geometry.pageSize() - inPage, left);
            chip.read(at / geometry.pageSize(), page.clear());
            target.move(page.position(inPage).limit(inPage + now).slice());
            at += now;
            left -= now;
        }
    }

    /** Writes whole pages with their spare bytes; bad marks do not matter. */
    public void writeRaw(long offset, long pages, Pages source) throws NandException {
        ByteBuffer page = ByteBuffer.allocate(geometry.rawPage());
        for (long i = 0; i < pages; i++) {
            source.move(page.clear());
            chip.programRaw(offset / geometry.pageSize() + i, page.flip());
        }
    }

    /** Reads whole pages with their spare bytes; bad marks do not matter. */
    public void readRaw(long offset, long pages, Pages target) throws NandException {
        ByteBuffer page = ByteBuffer.allocate(geometry.rawPage());
        for (long i = 0; i < pages; i++) {
            chip.readRaw(offset / geometry.pageSize() + i, page.clear());
            target.move(page.flip());
        }
    }

    private long skipBad(long offset) throws NandException {
        long at = offset;
        while (at < geometry.size() && chip.isMarked(block(at))) {
            at = (at / geometry.blockSize() + 1) * geometry.blockSize();
        }
        if (at >= geometry.size()) {
            throw new NandException(Fault.RANGE, "Attempt to go outside the flash area");
        }
        return at;
    }

    private int block(long offset) throws NandException {
        long block = offset / geometry.blockSize();
        if (offset < 0 || block > geometry.blocks()) {
            throw new NandException(Fault.RANGE, "offset " + offset + " is outside the chip");
        }
        return (int) block;
    }

    private boolean isErased(ByteBuffer page) {
        return page.mismatch(erased.duplicate()) < 0;
    }
}
