package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A GUID partition table (UEFI specification 2.10, section 5.3). Immutable; any thread.
 *
 * @param blockSize bytes of a block of the disk that it was made for, 512 or 4096
 * @param firstUsable first block that partitions may take
 * @param lastUsable last block that partitions may take
 * @param backupAt block of the backup header: the last one of the disk that it was made for
 * @param partitions those in use, in the table's order
 */
public record Gpt(int blockSize, long firstUsable, long lastUsable, long backupAt, List<Partition> partitions) {
    private static final String SIGNATURE = "EFI PART";
    private static final int HEADER = 92;
    private static final int ENTRY = 128;
    private static final int NAME = 56;
    private static final int NAME_LENGTH = 72;
    private static final int MOST_TABLE = 1 << 22;
    private static final long MOST_BLOCKS = 1L << 50;
    private static final int CRC_PIECE = 1 << 16;

    /**
     * A partition.
     *
     * @param number from 1 on, the entry's place
     * @param type GUID of what it is for, as it is written
     * @param id its own GUID
     * @param first its first block
     * @param last its last block, which belongs to it
     * @param name for people; control characters are replaced
     */
    public record Partition(int number, String type, String id, long first, long last, String name) {}

    /** A header that is sound, with its table's place. */
    private record Header(long other, long first, long last, long table, int count, int size, int crc) {}

    /** Copies the list. */
    public Gpt {
        partitions = List.copyOf(partitions);
    }

    /**
     * The block size of the table that an image has; empty when it has none.
     *
     * @throws FormatException when the image cannot be read
     */
    public static Optional<Integer> blockSize(PageReader image, long length) throws FormatException {
        for (int size : new int[] {512, 4096}) {
            if (length >= 2L * size && signed(read(image, size, 8))) {
                return Optional.of(size);
            }
        }
        return Optional.empty();
    }

    /**
     * Reads and checks the table at the image's beginning.
     *
     * @param image the disk, or its beginning
     * @param length bytes
     * @param blockSize bytes of a block
     * @throws FormatException saying what is wrong
     */
    public static Gpt parse(PageReader image, long length, int blockSize) throws FormatException {
        Header header = header(image, length, 1, blockSize, "primary");
        if (header.other() <= header.last()) {
            throw new FormatException("GPT: its backup header is at block " + header.other()
                    + ", within what partitions may use (up to " + header.last() + ")");
        }
        return new Gpt(
                blockSize, header.first(), header.last(), header.other(), partitions(image, length, header, blockSize));
    }

    /** Bytes of the disk that it was made for. */
    public long diskBytes() {
        return (backupAt + 1) * blockSize;
    }

    /**
     * What is wrong with the backup at the disk's end; empty when it is sound.
     *
     * @param image the disk
     * @param length its length in bytes, {@link #diskBytes} at least: what is cut off has no backup
     */
    public Optional<String> backupProblem(PageReader image, long length) {
        try {
            Header backup = header(image, length, backupAt, blockSize, "backup");
            if (backup.other() != 1 || backup.first() != firstUsable || backup.last() != lastUsable) {
                return Optional.of("GPT: backup and primary header differ");
            }
            return partitions(image, length, backup, blockSize).equals(partitions)
                    ? Optional.empty()
                    : Optional.of("GPT: the backup's partitions are not the primary's");
        } catch (FormatException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Header header(PageReader image, long length, long at, int blockSize, String which)
            throws FormatException {
        String name = "GPT: its " + which + " header ";
        if ((at + 1) * blockSize > length) {
            throw new FormatException(name + "would be at block " + at + ", behind the end; it is truncated");
        }
        ByteBuffer block = read(image, at * blockSize, blockSize);
        if (!signed(block)) {
            throw new FormatException(name + "is missing or damaged");
        }
        int size = block.getInt(12);
        if (size < HEADER || size > blockSize) {
            throw new FormatException(name + "has a length of " + Integer.toUnsignedString(size));
        }
        int stored = block.getInt(16);
        block.putInt(16, 0);
        CRC32 crc = new CRC32();
        crc.update(block.slice(0, size));
        if (stored != (int) crc.getValue()) {
            throw new FormatException(String.format(
                    "%shas the CRC %08x, its bytes give %08x; it is damaged", name, stored, crc.getValue()));
        }
        if ((block.getInt(8) >>> 16) != 1) {
            throw new FormatException(String.format("%shas revision %08x; 1 is known", name, block.getInt(8)));
        }
        if (block.getLong(24) != at) {
            throw new FormatException(
                    name + "is at block " + at + " and says " + Long.toUnsignedString(block.getLong(24)));
        }
        return new Header(
                bounded(block, 32, name + "names its other one at block"),
                bounded(block, 40, name + "names the first usable block"),
                bounded(block, 48, name + "names the last usable block"),
                bounded(block, 72, name + "names its table at block"),
                block.getInt(80),
                block.getInt(84),
                block.getInt(88));
    }

    private static List<Partition> partitions(PageReader image, long length, Header header, int blockSize)
            throws FormatException {
        int size = header.size();
        if (size < ENTRY || size % ENTRY != 0 || header.count() < 0 || (long) header.count() * size > MOST_TABLE) {
            throw new FormatException("GPT: it promises " + Integer.toUnsignedString(header.count()) + " entries of "
                    + Integer.toUnsignedString(size) + " bytes");
        }
        if (header.first() > header.last() + 1) {
            throw new FormatException(
                    "GPT: its usable blocks begin at " + header.first() + " and end at " + header.last());
        }
        long from = header.table() * blockSize;
        int bytes = header.count() * size;
        if (from + bytes > length) {
            throw new FormatException("GPT: its table of " + bytes + " bytes at " + from + " goes beyond the end at "
                    + length + "; it is truncated");
        }
        CRC32 crc = new CRC32();
        List<Partition> partitions = new ArrayList<>();
        for (int done = 0; done < bytes; done += CRC_PIECE / size * size) {
            ByteBuffer entries = read(image, from + done, Math.min(CRC_PIECE / size * size, bytes - done));
            crc.update(entries.duplicate());
            for (int at = 0; at < entries.capacity(); at += size) {
                partition((done + at) / size + 1, entries, at).ifPresent(partitions::add);
            }
        }
        if (header.crc() != (int) crc.getValue()) {
            throw new FormatException(String.format(
                    "GPT: the CRC of its partitions is %08x, the table gives %08x", header.crc(), crc.getValue()));
        }
        require(partitions, header);
        return partitions;
    }

    private static Optional<Partition> partition(int number, ByteBuffer entries, int at) {
        if (entries.getLong(at) == 0 && entries.getLong(at + 8) == 0) {
            return Optional.empty();
        }
        ByteBuffer name = entries.slice(at + NAME, NAME_LENGTH);
        String text = StandardCharsets.UTF_16LE.decode(name).toString();
        int end = text.indexOf(0);
        return Optional.of(new Partition(
                number,
                guid(entries, at),
                guid(entries, at + 16),
                entries.getLong(at + 32),
                entries.getLong(at + 40),
                (end < 0 ? text : text.substring(0, end)).replaceAll("\\p{Cntrl}|\\p{Cs}", "?")));
    }

    private static void require(List<Partition> partitions, Header header) throws FormatException {
        List<Partition> byPlace = new ArrayList<>(partitions);
        byPlace.sort(Comparator.comparingLong(Partition::first));
        long free = header.first();
        for (Partition partition : byPlace) {
            String said = "GPT: partition " + partition.number() + " takes blocks " + partition.first() + " to "
                    + partition.last();
            if (partition.first() < header.first() || partition.last() > header.last()) {
                throw new FormatException(said + "; usable are " + header.first() + " to " + header.last());
            }
            if (partition.last() < partition.first() || partition.first() < free) {
                throw new FormatException(said + "; they are not in order, or another one's");
            }
            free = partition.last() + 1;
        }
    }

    private static long bounded(ByteBuffer block, int at, String said) throws FormatException {
        long value = block.getLong(at);
        if (value < 0 || value > MOST_BLOCKS) {
            throw new FormatException(said + " " + Long.toUnsignedString(value) + ", which no disk has");
        }
        return value;
    }

    private static boolean signed(ByteBuffer block) {
        return StandardCharsets.ISO_8859_1
                .decode(block.slice(0, SIGNATURE.length()))
                .toString()
                .equals(SIGNATURE);
    }

    /** The first three parts are little-endian. */
    private static String guid(ByteBuffer bytes, int at) {
        ByteBuffer rest = bytes.slice(at + 8, 8).order(ByteOrder.BIG_ENDIAN);
        return String.format(
                "%08x-%04x-%04x-%04x-%012x",
                bytes.getInt(at),
                bytes.getShort(at + 4) & 0xffff,
                bytes.getShort(at + 6) & 0xffff,
                rest.getShort(0) & 0xffff,
                rest.getLong(0) & 0xffff_ffff_ffffL);
    }

    private static ByteBuffer read(PageReader image, long at, int length) throws FormatException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        image.read(at, bytes);
        return bytes.clear().order(ByteOrder.LITTLE_ENDIAN);
    }
}
