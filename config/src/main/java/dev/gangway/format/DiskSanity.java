package dev.gangway.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether an image fits a disk, asked before its first byte is written.
 *
 * @param problem why it must not be written, and what to do; empty when it may
 * @param notes what a person may want to know
 */
public record DiskSanity(Optional<String> problem, List<String> notes) {
    private static final String SMALLER = "; take a larger medium, or an image made for this one";

    /** Copies the list. */
    public DiskSanity {
        notes = List.copyOf(notes);
    }

    /**
     * Compares an image's length and partition table with a disk.
     *
     * @param image the image, expanded when it is a sparse one
     * @param length its length in bytes
     * @param diskBytes the disk's size in bytes
     * @param blockSize bytes of a block of the disk
     */
    public static DiskSanity of(PageReader image, long length, long diskBytes, int blockSize) {
        List<String> notes = new ArrayList<>();
        try {
            return new DiskSanity(problem(image, length, diskBytes, blockSize, notes), notes);
        } catch (FormatException e) {
            return new DiskSanity(Optional.of(String.valueOf(e.getMessage())), notes);
        }
    }

    private static Optional<String> problem(
            PageReader image, long length, long diskBytes, int blockSize, List<String> notes) throws FormatException {
        if (length > diskBytes) {
            return Optional.of("the image has " + length + " bytes, the disk has " + diskBytes + SMALLER);
        }
        Optional<Integer> gpt = Gpt.blockSize(image, length);
        if (gpt.isPresent()) {
            return gpt(Gpt.parse(image, length, gpt.get()), image, length, diskBytes, blockSize, notes);
        }
        Optional<Mbr> mbr = Mbr.find(image, length);
        if (mbr.isPresent() && mbr.get().protective()) {
            return Optional.of("the image's boot record says that a GPT follows, and there is none; it is truncated or"
                    + " damaged");
        }
        for (Mbr.Partition partition : mbr.map(Mbr::partitions).orElse(List.of())) {
            // Partitions of a boot record count in blocks of the disk.
            if (partition.end() * blockSize > diskBytes) {
                return Optional.of("partition " + partition.number() + " of the image ends at byte "
                        + partition.end() * blockSize + ", the disk has " + diskBytes + SMALLER);
            }
            if (partition.end() * blockSize > length) {
                notes.add("the image ends before its partition " + partition.number() + " does");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> gpt(
            Gpt gpt, PageReader image, long length, long diskBytes, int blockSize, List<String> notes)
            throws FormatException {
        if (gpt.blockSize() != blockSize) {
            return Optional.of("the image's GPT is for a disk with blocks of " + gpt.blockSize()
                    + " bytes, this one has blocks of " + blockSize);
        }
        if (gpt.diskBytes() > diskBytes) {
            return Optional.of("the image's GPT is for a disk of " + gpt.diskBytes() + " bytes, this one has "
                    + diskBytes + SMALLER);
        }
        if (gpt.diskBytes() > length) {
            notes.add("the image ends before its backup GPT, which is missing on the disk");
        } else {
            gpt.backupProblem(image, length).ifPresent(notes::add);
        }
        if (gpt.diskBytes() < diskBytes) {
            notes.add("the disk has " + (diskBytes - gpt.diskBytes()) + " bytes more than the image's GPT knows");
        }
        if (Mbr.find(image, length).filter(Mbr::protective).isEmpty()) {
            notes.add("the image has a GPT without a protective boot record");
        }
        return Optional.empty();
    }
}
