package dev.gangway.disk.uf2;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.Uf2Block;
import dev.gangway.format.Uf2Families;
import dev.gangway.format.Uf2File;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A UF2 file, every block of it checked. Immutable.
 *
 * @param data the file
 * @param file what is in it
 */
public record Uf2Content(ImageData data, Uf2File file) {
    /** How the blocks get to the drive. */
    public enum By {
        /** One after the other into the drive's data area. */
        DRIVE,
        /** As the content of a file, as an operating system copies one. */
        FILE
    }

    /**
     * Which blocks go to a board, in the order in which they go.
     *
     * @param at where each begins in the file, bytes
     * @param completing index of the block with which the board has all of its family
     */
    record Way(long[] at, int completing) {}

    /**
     * Reads a file.
     *
     * @throws FailureException IMAGE_INVALID when a block is damaged, missing, or contradicts another
     */
    public static Uf2Content of(ImageData data) throws FailureException {
        try {
            return new Uf2Content(data, Uf2File.parse(data));
        } catch (FormatException e) {
            throw invalid(e);
        }
    }

    private static FailureException invalid(FormatException e) {
        return new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
    }

    /**
     * Refuses a file that has nothing for a family: its loader would ignore every block of it.
     *
     * @throws FailureException IMAGE_INVALID, with the families that it is for
     */
    public void requireFor(long family) throws FailureException {
        if (!file.families().containsKey(family)) {
            String whose = file.families().keySet().stream()
                    .map(each -> each == 0 ? "no family that it names" : Uf2Families.told(each))
                    .collect(Collectors.joining(", "));
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    "the UF2 file is for " + (whose.isEmpty() ? "no flash memory" : whose) + "; this board takes "
                            + Uf2Families.told(family));
        }
    }

    /** Bytes that go to the board until it has all of a family. */
    public long length(long family, By by) throws FailureException {
        return (way(family, by).completing() + 1L) * Uf2Block.SIZE;
    }

    /** The way of a family's blocks; as a file, the other families' go with them. */
    Way way(long family, By by) throws FailureException {
        try {
            long[] all = LongStream.iterate(0, at -> at < data.length(), at -> at + Uf2Block.SIZE)
                    .toArray();
            long[] going = new long[all.length];
            Set<Long> numbers = new HashSet<>();
            int count = 0;
            int completing = 0;
            for (long at : all) {
                Uf2Block block = Uf2Block.read(data, at);
                boolean its = block.family() == family && !block.container();
                if (its && numbers.add(block.number())) {
                    completing = count;
                }
                if (its || by == By.FILE) {
                    going[count++] = at;
                }
            }
            return new Way(Arrays.copyOf(going, count), completing);
        } catch (FormatException e) {
            throw invalid(e);
        }
    }
}
