package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import java.util.Optional;

/**
 * A medium that U-Boot writes, as recipes name it: {@code mmc 0}, {@code sf 0:0}, {@code nand 0}, {@code ubi UBI:rootfs}. Numbers on
 * the console are hexadecimal, most of those in its answers decimal.
 */
public sealed interface UbootMedium permits BlockMedium, SpiNorMedium, NandMedium, UbiMedium {
    /** How a medium is written. */
    String FORM = "(mmc [0-9]{1,2}(\\.[0-7])?|(virtio|usb|nvme|scsi) [0-9]{1,2}|sf [0-9]{1,2}(:[0-9]{1,2})?"
            + "|nand(\\.trimffs)? [0-9]|ubi [A-Za-z0-9_.-]{1,60}:[A-Za-z0-9_.-]{1,60})";

    /** {@link #FORM} for people. */
    String EXAMPLES =
            "mmc 0, mmc 0.1 (a boot area), virtio 0, usb 0, nvme 0, scsi 0, sf 0:0 (SPI NOR, bus and chip select), nand 0,"
                    + " nand.trimffs 0 (pages of FF left out) or ubi UBI:rootfs (a partition's volume)";

    /**
     * Reads a medium that has its {@link #FORM}.
     *
     * @throws IllegalArgumentException when it has not
     */
    static UbootMedium parse(String text) {
        if (!text.matches(FORM)) {
            throw new IllegalArgumentException("\"" + text + "\" is no medium such as " + EXAMPLES);
        }
        String[] words = text.split("[ .:]", -1);
        boolean third = words.length == 3;
        return switch (words[0]) {
            case "sf" -> new SpiNorMedium(text.substring(text.indexOf(' ') + 1));
            case "nand" -> new NandMedium(Integer.parseInt(words[words.length - 1]), third);
            case "ubi" ->
                new UbiMedium(
                        text.substring(text.indexOf(' ') + 1, text.indexOf(':')),
                        text.substring(text.indexOf(':') + 1));
            default ->
                new BlockMedium(
                        words[0],
                        Integer.parseInt(words[1]),
                        third ? Optional.of(Integer.parseInt(words[2])) : Optional.empty());
        };
    }

    /** As it is written. */
    String text();

    /**
     * Chooses it on the board, and holds what is to be written against what it has room for, where the board tells that. Nothing is
     * written yet.
     *
     * @throws FailureException MEDIUM_FAILED when it is not there, IMAGE_TOO_LARGE, RECIPE_INVALID when the stretch is not whole
     *     units of it
     */
    ChosenMedium choose(UbootDevice board, Stretch stretch) throws FailureException;

    /**
     * What is to be written.
     *
     * @param at where on the medium it begins, bytes
     * @param length bytes of the image
     * @param room bytes from {@code at} on that may be used, bad blocks too; empty = as far as the medium goes
     */
    record Stretch(long at, long length, Optional<Long> room) {}
}
