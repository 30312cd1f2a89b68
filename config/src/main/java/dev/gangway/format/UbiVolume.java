package dev.gangway.format;

/**
 * One volume of a UBI image, from its record in the volume table.
 *
 * @param id its number, from 0
 * @param name its name, printable
 * @param reservedPebs erase blocks that belong to it
 * @param alignment of its logical blocks, in bytes
 * @param dataPad bytes at the end of each logical block that are not used
 * @param isStatic whether its content is fixed and carries a CRC
 * @param autoresize whether it grows over the rest of the flash at the first attach
 * @param lebs how many of its logical blocks are there
 */
public record UbiVolume(
        int id,
        String name,
        int reservedPebs,
        int alignment,
        int dataPad,
        boolean isStatic,
        boolean autoresize,
        int lebs) {}
