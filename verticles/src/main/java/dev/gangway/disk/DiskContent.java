package dev.gangway.disk;

import dev.gangway.format.Bmap;
import dev.gangway.format.DiskSanity;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What of an image goes to a disk: all of it, or what a block map names. Immutable.
 *
 * @param data the image
 * @param parts what is written and compared, ascending
 */
public record DiskContent(ImageData data, List<Part> parts) {
    /** A disk that takes any image: what does not even fit there is wrong in itself. */
    private static final long ENDLESS = 1L << 60;

    /** Copies the list. */
    public DiskContent {
        parts = List.copyOf(parts);
    }

    /**
     * A stretch of the image.
     *
     * @param offset where it begins, bytes
     * @param length bytes
     */
    public record Part(long offset, long length) {}

    /** The whole image. */
    public static DiskContent whole(ImageData data) {
        return new DiskContent(data, List.of(new Part(0, data.length())));
    }

    /** What a block map names, of an image that was held against it. */
    public static DiskContent mapped(ImageData data, Bmap map) {
        return new DiskContent(
                data,
                map.ranges().stream()
                        .map(range -> new Part(map.offset(range), map.length(range)))
                        .toList());
    }

    /**
     * Reads a block map.
     *
     * @throws FailureException IMAGE_INVALID when it is none
     */
    public static Bmap map(ImageData file) throws FailureException {
        try {
            if (file.length() > Bmap.LONGEST) {
                throw new FormatException("bmap: the file is longer than any block map");
            }
            ByteBuffer bytes = file.slice(0, (int) file.length());
            byte[] text = new byte[bytes.remaining()];
            bytes.get(text);
            return Bmap.parse(text);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** What does not fit between an image and its block map, whose digests are computed anew; empty when all does. */
    public static Optional<String> problem(ImageData data, Bmap map) {
        try {
            return map.problem(data, data.length());
        } catch (FormatException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /** Bytes that are written and compared. */
    public long length() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /**
     * Holds a write against the disk: its size, its lock, and, for an image that begins where the disk does, what the partition
     * table in the image says. Nothing is sent.
     *
     * @param at where on the disk the image begins
     * @return what a person may want to know
     * @throws FailureException as {@link Disk#requireWritable}; IMAGE_TOO_LARGE or IMAGE_INVALID for its partition table
     */
    public List<String> requireFor(Disk disk, long at) throws FailureException {
        disk.requireWritable(at, data.length());
        if (at != 0) {
            return List.of();
        }
        int blockSize = disk.facts().blockSize();
        DiskSanity here = DiskSanity.of(data, data.length(), disk.facts().bytes(), blockSize);
        if (here.problem().isPresent()) {
            boolean anywhere = DiskSanity.of(data, data.length(), ENDLESS, blockSize)
                    .problem()
                    .isPresent();
            throw new FailureException(
                    anywhere ? FailureKind.IMAGE_INVALID : FailureKind.IMAGE_TOO_LARGE,
                    here.problem().get());
        }
        return here.notes();
    }

    /** Writes it, and has the device put all on its medium. */
    public void write(Disk disk, long at, LongConsumer moved) throws FailureException {
        for (Part part : parts) {
            disk.write(data, part.offset(), part.length(), at + part.offset(), moved);
        }
        disk.synchronize();
    }

    /**
     * Writes what the disk does not hold yet, and has the device put that on its medium.
     *
     * @param before is told of each stretch before its first byte goes
     * @param moved gets the bytes that are as they should be since the last call
     * @return how many bytes were written; 0 = the disk was read, and held all of it
     */
    public long writeDifferent(Disk disk, long at, Disk.Change before, LongConsumer moved) throws FailureException {
        long written = 0;
        for (Part part : parts) {
            written += disk.writeDifferent(data, part.offset(), part.length(), at + part.offset(), before, moved);
        }
        if (written > 0) {
            disk.synchronize();
        }
        return written;
    }

    /** Reads it back and compares it, as {@link Disk#verify}. */
    public void verify(Disk disk, long at, LongConsumer moved) throws FailureException {
        for (Part part : parts) {
            disk.verify(data, part.offset(), part.length(), at + part.offset(), moved);
        }
    }
}
