package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A master boot record: the four partitions in the first block of a disk. Logical partitions lie within an extended one.
 *
 * @param partitions those in use
 */
public record Mbr(List<Partition> partitions) {
    /** Bytes that it takes. */
    public static final int SIZE = 512;

    /** Type of the partition that stands for a whole GPT disk. */
    public static final int PROTECTIVE = 0xee;

    private static final int TABLE = 446;
    private static final int ENTRY = 16;
    private static final int ENTRIES = 4;
    private static final int SIGNATURE_AT = 510;
    private static final int SIGNATURE = 0xaa55;

    /**
     * A partition.
     *
     * @param number 1 to 4
     * @param bootable whether it is marked so
     * @param type what it is for
     * @param first its first block
     * @param blocks how many it has
     */
    public record Partition(int number, boolean bootable, int type, long first, long blocks) {
        /** The block behind it. */
        public long end() {
            return first + blocks;
        }
    }

    /** Copies the list. */
    public Mbr {
        partitions = List.copyOf(partitions);
    }

    /**
     * The record in a disk's first block; empty when there is none. A file system may begin there instead, with the same
     * last two bytes.
     *
     * @param image the disk
     * @param length its length in bytes
     * @throws FormatException when it cannot be read
     */
    public static Optional<Mbr> find(PageReader image, long length) throws FormatException {
        if (length < SIZE) {
            return Optional.empty();
        }
        ByteBuffer block = ByteBuffer.allocate(SIZE);
        image.read(0, block);
        block.order(ByteOrder.LITTLE_ENDIAN);
        if ((block.getShort(SIGNATURE_AT) & 0xffff) != SIGNATURE || isFileSystem(block)) {
            return Optional.empty();
        }
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            int at = TABLE + i * ENTRY;
            int flag = block.get(at) & 0xff;
            int type = block.get(at + 4) & 0xff;
            long blocks = Integer.toUnsignedLong(block.getInt(at + 12));
            if ((flag & 0x7f) != 0) {
                return Optional.empty();
            }
            if (type != 0 && blocks != 0) {
                partitions.add(
                        new Partition(i + 1, flag != 0, type, Integer.toUnsignedLong(block.getInt(at + 8)), blocks));
            }
        }
        return partitions.isEmpty() ? Optional.empty() : Optional.of(new Mbr(partitions));
    }

    /** Whether one of them stands for a whole GPT disk. */
    public boolean protective() {
        return partitions.stream().anyMatch(partition -> partition.type() == PROTECTIVE);
    }

    /** The block behind the last one of the partitions, those aside that stand for a GPT disk. */
    public long end() {
        return partitions.stream()
                .filter(partition -> partition.type() != PROTECTIVE)
                .mapToLong(Partition::end)
                .max()
                .orElse(0);
    }

    /** FAT and NTFS name themselves behind the jump that a boot sector begins with. */
    private static boolean isFileSystem(ByteBuffer block) {
        return says(block, 54, "FAT") || says(block, 82, "FAT") || says(block, 3, "NTFS") || says(block, 3, "EXFAT");
    }

    private static boolean says(ByteBuffer block, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (block.get(at + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
