package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import java.util.Map;

/** A medium that a board has chosen, for one image. Blocking; one thread at a time. */
public interface ChosenMedium {
    /** How it wants to be written. */
    Layout layout();

    /**
     * Writes from the board's memory. Pieces come in order, from the first; some may be left out where the layout says so.
     *
     * @param memory where in memory it is
     * @param from where in the image it is, whole units
     * @param length bytes, whole grains
     * @throws FailureException MEDIUM_FAILED, IMAGE_TOO_LARGE
     */
    void write(long memory, long from, long length) throws FailureException;

    /**
     * Reads into the board's memory.
     *
     * @param from where in the image it is
     * @throws FailureException MEDIUM_FAILED
     */
    void read(long memory, long from, long length) throws FailureException;

    /**
     * Where on the medium a piece of the image is, for people.
     *
     * @param from where in the image it begins
     */
    String place(long from, long length);

    /**
     * Holds at the end that the medium is still as it was when it was chosen.
     *
     * @return what goes on record
     * @throws FailureException MEDIUM_FAILED when it is not
     */
    Map<String, String> finish() throws FailureException;

    /**
     * How a medium wants to be written.
     *
     * @param unit pieces, and where they begin, are multiples of so many bytes
     * @param grain the image is filled up to a multiple of so many bytes
     * @param filler the byte that it is filled with
     * @param whole whether it can be read back only as a whole, when all of it is written
     * @param gaps whether pieces may be left out: each has its place whatever became of those before it
     */
    record Layout(long unit, long grain, int filler, boolean whole, boolean gaps) {
        /** A length, filled up. */
        public long padded(long length) {
            return (length + grain - 1) / grain * grain;
        }
    }
}
