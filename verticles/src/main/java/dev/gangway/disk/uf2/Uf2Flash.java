package dev.gangway.disk.uf2;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.disk.Picoboot;
import dev.gangway.format.FormatException;
import dev.gangway.format.Uf2Block;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * What a UF2 file puts into a flash memory, for PICOBOOT, which takes pages and gives them back. What shares a sector with it is
 * erased, as the drive of the same ROM does.
 */
public final class Uf2Flash {
    /** Pages that follow one another and go at once. */
    private static final int MOST_PAGES = 256;

    private static final int MOST_SECTORS = 16;
    private static final long LARGEST_CHIP = 16L << 20;

    private final SortedMap<Long, ByteBuffer> runs;
    private final long length;

    private Uf2Flash(SortedMap<Long, ByteBuffer> runs, long length) {
        this.runs = runs;
        this.length = length;
    }

    /**
     * The family whose blocks a board takes, by the USB id of its ROM.
     *
     * @param wanted what the recipe or the person says; empty = the usual one of a board that is known
     * @throws FailureException RECIPE_INVALID when that is none of this board's, or nobody knows
     */
    public static long family(UsbIdentity identity, Optional<Long> wanted) throws FailureException {
        return KnownBoard.family(KnownBoard.boardId(identity), wanted);
    }

    /**
     * The blocks of one family.
     *
     * @throws FailureException IMAGE_INVALID when there are none, or one is no page of a flash memory
     */
    public static Uf2Flash of(Uf2Content content, long family) throws FailureException {
        content.requireFor(family);
        SortedMap<Long, ByteBuffer> pages = new TreeMap<>();
        try {
            for (long at = 0; at < content.data().length(); at += Uf2Block.SIZE) {
                Uf2Block block = Uf2Block.read(content.data(), at);
                if (block.flash() && block.family() == family) {
                    pages.put(page(block), block.payload());
                }
            }
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
        return new Uf2Flash(joined(pages), (long) pages.size() * Picoboot.PAGE);
    }

    private static long page(Uf2Block block) throws FormatException {
        long offset = block.address() - Picoboot.FLASH;
        if (offset < 0 || offset >= LARGEST_CHIP || offset % Picoboot.PAGE != 0 || block.size() != Picoboot.PAGE) {
            throw new FormatException(String.format(
                    "UF2: the block at %d of the file is %d bytes for 0x%08x: no page of the flash memory, of 256 bytes from"
                            + " 0x10000000 on",
                    block.at(), block.size(), block.address()));
        }
        return block.address();
    }

    private static SortedMap<Long, ByteBuffer> joined(SortedMap<Long, ByteBuffer> pages) {
        SortedMap<Long, ByteBuffer> runs = new TreeMap<>();
        List<ByteBuffer> run = new ArrayList<>();
        long first = 0;
        for (Map.Entry<Long, ByteBuffer> page : pages.entrySet()) {
            boolean follows = page.getKey() == first + (long) run.size() * Picoboot.PAGE;
            if (!run.isEmpty() && (!follows || run.size() == MOST_PAGES)) {
                runs.put(first, together(run));
                run.clear();
            }
            if (run.isEmpty()) {
                first = page.getKey();
            }
            run.add(page.getValue());
        }
        runs.put(first, together(run));
        return runs;
    }

    private static ByteBuffer together(List<ByteBuffer> pages) {
        ByteBuffer all = ByteBuffer.allocateDirect(pages.size() * Picoboot.PAGE);
        pages.forEach(page -> all.put(page.duplicate()));
        return all.flip().asReadOnlyBuffer();
    }

    /** Bytes that go to the board. */
    public long length() {
        return length;
    }

    /**
     * Erases the sectors that it needs and programs them.
     *
     * @param moved gets the bytes that the board has taken since the last call
     */
    public void write(Picoboot board, LongConsumer moved) throws FailureException {
        TreeSet<Long> sectors = new TreeSet<>();
        runs.forEach((address, bytes) -> {
            for (long at = address; at < address + bytes.remaining(); at += Picoboot.PAGE) {
                sectors.add(at / Picoboot.SECTOR * Picoboot.SECTOR);
            }
        });
        long first = sectors.first();
        long end = first;
        for (long sector : sectors) {
            if (sector != end || end - first == (long) MOST_SECTORS * Picoboot.SECTOR) {
                board.erase(first, end - first);
                first = sector;
            }
            end = sector + Picoboot.SECTOR;
        }
        board.erase(first, end - first);
        for (Map.Entry<Long, ByteBuffer> run : runs.entrySet()) {
            board.write(run.getKey(), run.getValue().duplicate(), moved);
        }
    }

    /**
     * Reads it back.
     *
     * @param moved gets the bytes that the board has given since the last call
     * @return the first address that holds something else; empty when all is there
     */
    public OptionalLong difference(Picoboot board, LongConsumer moved) throws FailureException {
        for (Map.Entry<Long, ByteBuffer> run : runs.entrySet()) {
            ByteBuffer held = ByteBuffer.allocateDirect(run.getValue().remaining());
            board.read(run.getKey(), held, moved);
            int at = held.flip().mismatch(run.getValue());
            if (at >= 0) {
                return OptionalLong.of(run.getKey() + at);
            }
        }
        return OptionalLong.empty();
    }
}
