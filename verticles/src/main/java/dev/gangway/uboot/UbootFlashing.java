package dev.gangway.uboot;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/**
 * An image onto a medium, piece by piece: fetched, summed up, written, read back to another place in memory and summed up again.
 * The last block is filled with zeros.
 *
 * @param medium where to
 * @param at where on it the image begins, whole blocks
 * @param memory where in the board's memory there is room for two pieces
 * @param piece bytes of a piece, whole blocks
 */
public record UbootFlashing(UbootMedium medium, long at, long memory, long piece) {
    private static final byte[] NOTHING = new byte[UbootMedium.BLOCK];

    /** Puts a stretch of the image where the board can fetch it, for as long as the body runs. */
    @FunctionalInterface
    public interface Serving {
        /** Serves it, filled with zeros to {@code padded} bytes. */
        void during(long from, long length, long padded, Fetching body) throws FailureException;
    }

    /** Has the board fetch a file. */
    @FunctionalInterface
    public interface Fetching {
        /** By its name. */
        void fetch(String file) throws FailureException;
    }

    /**
     * Checks that all is whole blocks.
     *
     * @throws FailureException RECIPE_INVALID
     */
    public void check() throws FailureException {
        if (at % UbootMedium.BLOCK != 0 || piece % UbootMedium.BLOCK != 0 || memory % UbootMedium.BLOCK != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "at, ram and piece have to be multiples of " + UbootMedium.BLOCK + " for a write to "
                            + medium.text());
        }
    }

    /**
     * Writes and proves all of it.
     *
     * @param moved gets how many bytes are written and proved since the last time
     * @throws FailureException MEDIUM_FAILED, VERIFY_MISMATCH, and what fetching throws
     */
    public void write(UbootDevice board, ImageData image, Serving serving, LongConsumer moved) throws FailureException {
        check();
        UbootMemory ram = new UbootMemory(board);
        medium.choose(board, at + padded(image.length()));
        long back = memory + piece;
        for (long done = 0; done < image.length(); done += piece) {
            long from = done;
            long length = Math.min(piece, image.length() - from);
            long padded = padded(length);
            int sum = sum(image, from, length, padded);
            serving.during(from, length, padded, file -> ram.fetch(file, memory, padded, sum));
            medium.write(board, memory, at + from, padded);
            // What is read must not be what lay there before.
            ram.fill(back, padded);
            medium.read(board, back, at + from, padded);
            int is = ram.sum(back, padded);
            if (is != sum) {
                throw new FailureException(
                        FailureKind.VERIFY_MISMATCH,
                        String.format(
                                "%s holds other bytes than were written, in 0x%x to 0x%x: CRC-32 %08x, not %08x",
                                medium.text(), at + from, at + from + padded - 1, is, sum));
            }
            moved.accept(length);
        }
    }

    private static long padded(long length) {
        return (length + UbootMedium.BLOCK - 1) / UbootMedium.BLOCK * UbootMedium.BLOCK;
    }

    private static int sum(ImageData image, long from, long length, long padded) {
        CRC32 crc = new CRC32();
        image.updateCrc(crc, from, length);
        crc.update(NOTHING, 0, (int) (padded - length));
        return (int) crc.getValue();
    }
}
