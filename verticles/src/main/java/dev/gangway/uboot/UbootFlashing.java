package dev.gangway.uboot;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/**
 * An image onto a medium, piece by piece: fetched, summed up, written, read back to another place in memory and summed up again. What
 * is left of the medium's last unit is filled up.
 *
 * @param medium where to
 * @param at where on it the image begins, whole units of the medium
 * @param room bytes of the medium that it may use; empty = all from there on
 * @param memory where in the board's memory there is room for two pieces
 * @param piece bytes of a piece at most, whole units; less where the memory has no room for two
 */
public record UbootFlashing(UbootMedium medium, long at, Optional<Long> room, long memory, long piece) {
    /** Puts a stretch of the image where the board can fetch it, for as long as the body runs. */
    @FunctionalInterface
    public interface Serving {
        /** Serves it. */
        void during(long from, long length, Fetching body) throws FailureException;
    }

    /** Has the board fetch a file. */
    @FunctionalInterface
    public interface Fetching {
        /** By its name. */
        void fetch(String file) throws FailureException;
    }

    /**
     * Writes and proves all of it.
     *
     * @param looks whether each piece is read first, and only what has another CRC-32 is served and written; of media whose pieces
     *     have no place of their own all is
     * @param moved gets how many bytes are written since the last time
     * @return what goes on record about the medium
     * @throws FailureException MEDIUM_FAILED, VERIFY_MISMATCH, IMAGE_TOO_LARGE, RECIPE_INVALID, and what fetching throws
     */
    public Map<String, String> write(
            UbootDevice board, ImageData image, boolean looks, Serving serving, LongConsumer moved)
            throws FailureException {
        UbootMemory ram = new UbootMemory(board);
        ChosenMedium chosen = medium.choose(board, new UbootMedium.Stretch(at, image.length(), room));
        ChosenMedium.Layout layout = chosen.layout();
        long step = step(ram, image, layout);
        for (long from = 0; from < image.length(); from += step) {
            long begin = from;
            long length = Math.min(step, image.length() - from);
            long padded = layout.padded(length);
            if (looks && layout.gaps() && holds(ram, chosen, memory + step, image, from, length)) {
                moved.accept(length);
                continue;
            }
            serving.during(
                    from, length, file -> ram.fetch(file, memory, length, sum(image, begin, length, length, layout)));
            ram.fillTail(memory + length, padded - length, layout.filler());
            chosen.write(memory, from, padded);
            if (!layout.whole()) {
                prove(ram, chosen, memory + step, image, from, length);
            }
            moved.accept(length);
        }
        if (layout.whole()) {
            prove(ram, chosen, memory, image, 0, image.length());
        }
        return chosen.finish();
    }

    private boolean holds(UbootMemory ram, ChosenMedium chosen, long back, ImageData image, long from, long length)
            throws FailureException {
        try {
            prove(ram, chosen, back, image, from, length);
            return true;
        } catch (FailureException e) {
            if (e.failure().kind() == FailureKind.VERIFY_MISMATCH || e.failure().kind() == FailureKind.MEDIUM_FAILED) {
                return false;
            }
            throw e;
        }
    }

    /** What is read must not be what lay there before. */
    private void prove(UbootMemory ram, ChosenMedium chosen, long back, ImageData image, long from, long length)
            throws FailureException {
        long padded = chosen.layout().padded(length);
        int sum = sum(image, from, length, padded, chosen.layout());
        ram.fill(back, padded);
        chosen.read(back, from, padded);
        int is = ram.sum(back, padded);
        if (is != sum) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    String.format(
                            "%s holds other bytes than were written, in %s: CRC-32 %08x, not %08x",
                            medium.text(), chosen.place(from, padded), is, sum));
        }
    }

    private long step(UbootMemory ram, ImageData image, ChosenMedium.Layout layout) throws FailureException {
        OptionalLong free = ram.free(memory);
        long unit = layout.unit();
        if (piece % unit != 0 || memory % BlockMedium.BLOCK != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "piece has to be a multiple of " + unit + ", of which " + medium.text()
                            + " is made, and ram one of " + BlockMedium.BLOCK);
        }
        if (free.isEmpty()) {
            return piece;
        }
        if (layout.whole() && free.getAsLong() < image.length()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format(
                            "%s is read back as a whole, %d bytes, and the board has %d from 0x%x on: set ram lower",
                            medium.text(), image.length(), free.getAsLong(), memory));
        }
        long most = layout.whole() ? free.getAsLong() : free.getAsLong() / 2 / unit * unit;
        if (most < unit) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format(
                            "the board has %d bytes from 0x%x on, and twice %d are needed for %s: set ram lower",
                            free.getAsLong(), memory, unit, medium.text()));
        }
        return Math.min(piece, most);
    }

    private static int sum(ImageData image, long from, long length, long padded, ChosenMedium.Layout layout) {
        CRC32 crc = new CRC32();
        image.updateCrc(crc, from, length);
        byte[] filler = new byte[(int) (padded - length)];
        Arrays.fill(filler, (byte) layout.filler());
        crc.update(filler);
        return (int) crc.getValue();
    }
}
