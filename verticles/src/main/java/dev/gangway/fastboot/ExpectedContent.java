package dev.gangway.fastboot;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.PageReader;
import dev.gangway.format.SparseChunk;
import dev.gangway.format.SparseImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image should have left in a partition.
 *
 * @param stretches where; what a sparse image does not care about is left out
 * @param content what, by its place in the partition
 */
record ExpectedContent(List<Stretch> stretches, PageReader content) {
    /** A stretch of the partition that the image fills. */
    record Stretch(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    static ExpectedContent of(String partition, ImageData image) throws FailureException {
        if (!SparseImage.startsLikeOne(image)) {
            return new ExpectedContent(List.of(new Stretch(0, image.length())), image);
        }
        try {
            SparseImage sparse = SparseImage.parse(image);
            return new ExpectedContent(stretches(sparse), sparse.expanded());
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "image for " + partition + ": " + e.getMessage(), e);
        }
    }

    /** How many bytes there are to compare. */
    long length() {
        return stretches.stream().mapToLong(Stretch::length).sum();
    }

    /** Neighbours as one: each question costs a round trip. */
    private static List<Stretch> stretches(SparseImage image) {
        List<Stretch> stretches = new ArrayList<>();
        for (SparseChunk chunk : image.chunks()) {
            if (chunk.kind() == SparseChunk.Kind.DONT_CARE || chunk.blocks() == 0) {
                continue;
            }
            long offset = chunk.block() * image.blockSize();
            long length = chunk.blocks() * image.blockSize();
            Stretch before = stretches.isEmpty() ? new Stretch(0, 0) : stretches.get(stretches.size() - 1);
            if (!stretches.isEmpty() && before.end() == offset) {
                stretches.set(stretches.size() - 1, new Stretch(before.offset(), before.length() + length));
            } else {
                stretches.add(new Stretch(offset, length));
            }
        }
        return stretches;
    }
}
