package dev.gangway.virtual.sample;

import dev.gangway.recipe.ImageSpec.ImageFormat;

/**
 * An image that is to be made up.
 *
 * @param format what the file has to be
 * @param use what for
 * @param bytes about how long it shall be, where its format leaves that open
 */
public record SampleImage(ImageFormat format, Use use, long bytes) {
    /** What an image is for. */
    public enum Use {
        /** Code for the board's memory: an SPL alone, U-Boot alone. */
        CODE,
        /** What a board boots from: an SPL with U-Boot behind it, where the format is that of an SPL. */
        BOOT,
        /** Content of a medium. */
        CONTENT
    }
}
