package dev.gangway.image.convert;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is made of what.
 *
 * @param inputs one, or several where they are put together
 * @param output the new file, or folder
 * @param over whether what is there is written over
 * @param zerosAreEmpty whether blocks of zeros need not be written: the medium may hold anything there afterwards
 * @param size bytes of an environment or a partition
 * @param redundant whether an environment has a second copy
 * @param flag of that copy, 0 to 255
 * @param bigEndian whether the CPU that reads an environment is
 * @param padding what fills an environment's rest, 0 to 255
 * @param vendor USB vendor id of a DFU file, ffff = any
 * @param product USB product id, ffff = any
 * @param alternate the memory of a DfuSe file
 * @param family of a UF2 file, and which of several is taken out
 * @param block bytes of a sparse image's blocks
 */
public record ConvertPlan(
        List<Input> inputs,
        Path output,
        boolean over,
        boolean zerosAreEmpty,
        OptionalInt size,
        boolean redundant,
        int flag,
        boolean bigEndian,
        int padding,
        int vendor,
        int product,
        int alternate,
        OptionalLong family,
        int block) {
    /** Bytes of a sparse image's blocks when nothing says otherwise. */
    public static final int BLOCK = 4096;

    /**
     * A file.
     *
     * @param address where its bytes belong, where that has to be said
     */
    public record Input(Path file, OptionalLong address) {}

    /** A sparse image of one file, in blocks of so many bytes. */
    public static ConvertPlan sparse(Path input, Path output, int block) {
        return new ConvertPlan(
                List.of(new Input(input, OptionalLong.empty())),
                output,
                false,
                false,
                OptionalInt.empty(),
                false,
                1,
                false,
                0xff,
                0xffff,
                0xffff,
                0,
                OptionalLong.empty(),
                block);
    }

    /** Copies the list. */
    public ConvertPlan {
        inputs = List.copyOf(inputs);
    }
}
