package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;

/**
 * Whether what is to be written fits.
 *
 * @param medium as it is called
 * @param stretch what is to be written
 */
record MediumRoom(String medium, UbootMedium.Stretch stretch) {
    /** From one byte to another, for people. */
    static String span(long from, long length) {
        return String.format("0x%x to 0x%x", from, from + length - 1);
    }

    /**
     * Holds where it begins against the medium's unit.
     *
     * @throws FailureException RECIPE_INVALID
     */
    void requireWhole(long unit) throws FailureException {
        if (stretch.at() % unit != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format(
                            "at: 0x%x has to be a multiple of %d, of which %s is made", stretch.at(), unit, medium));
        }
    }

    /**
     * Holds its end against the end of the medium.
     *
     * @param size bytes of the medium
     * @throws FailureException IMAGE_TOO_LARGE
     */
    void requireWithin(long size) throws FailureException {
        long end = stretch.at() + stretch.length();
        if (end > size) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE, medium + " has " + size + " bytes, and " + end + " are needed");
        }
    }

    /**
     * Holds what is used of the medium against what may be.
     *
     * @param used bytes from where it begins, with what is filled up and left out
     * @throws FailureException IMAGE_TOO_LARGE
     */
    void requireUsed(long used) throws FailureException {
        if (stretch.room().isPresent() && used > stretch.room().get()) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    String.format(
                            "%d bytes of %s are needed from 0x%x on, and the recipe leaves room for %d",
                            used, medium, stretch.at(), stretch.room().get()));
        }
    }
}
