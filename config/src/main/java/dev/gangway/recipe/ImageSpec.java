package dev.gangway.recipe;

import org.jspecify.annotations.Nullable;

/**
 * An image that a recipe needs.
 *
 * @param file the file's name below the image folder; it may hold variables, {@code {{nand_erasesize}}}, that a step
 *     finds out from the board
 * @param format what the file must be; it is checked before the first write
 * @param optional whether a missing file is no error until a step needs it
 * @param verification what has to be proved of it once it was written
 * @param origin from where it is fetched; null = it is a file of the image folder, or made
 * @param made how it is made for each unit; null = it is not
 */
public record ImageSpec(
        String file,
        ImageFormat format,
        boolean optional,
        Verification verification,
        @Nullable ImageOrigin origin,
        @Nullable MadeImage made) {
    /** One that is not made. */
    public ImageSpec(
            String file,
            ImageFormat format,
            boolean optional,
            Verification verification,
            @Nullable ImageOrigin origin) {
        this(file, format, optional, verification, origin, null);
    }

    /** A file of the image folder. */
    public ImageSpec(String file, ImageFormat format, boolean optional, Verification verification) {
        this(file, format, optional, verification, null, null);
    }

    /** The file's name, without the folders before it. */
    public String fileName() {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Whether it lies in the image folder, and is neither fetched nor made. */
    public boolean liesInFolder() {
        return origin == null && made == null;
    }

    /** This image, fetched from there. */
    public ImageSpec from(ImageOrigin places) {
        return new ImageSpec(file, format, optional, verification, places);
    }

    /** What has to be proved of an image that steps put on a board. */
    public enum Verification {
        /** What a medium keeps of it is read back from the medium. */
        READBACK,
        /** It only ever lies in the board's memory, whatever scripts do with it: being compared there is enough. */
        MEMORY,
        /** Nothing. */
        NONE
    }

    /** What an image file must be. */
    public enum ImageFormat {
        /** Any bytes. */
        RAW,
        /** An Allwinner SPL with its eGON header, alone or with U-Boot behind it. */
        EGON,
        /** A U-Boot legacy image. */
        UIMAGE,
        /** An Android sparse image. */
        SPARSE,
        /** A UBI image, raw. */
        UBI,
        /** An Android sparse image of a UBI image. */
        UBI_SPARSE,
        /** Raw NAND pages with OOB that hold an SPL, as sunxi-nand-image-builder writes them. */
        SPL_PAGES,
        /** Text, such as a build's list of its files. */
        TEXT
    }
}
