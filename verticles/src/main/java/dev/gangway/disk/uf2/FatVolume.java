package dev.gangway.disk.uf2;

import dev.gangway.disk.Disk;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * The FAT12 or FAT16 volume of a loader's drive, alone on it or in its first partition: as much of it as finding a small file
 * and copying one into its root directory need (Microsoft's FAT specification 1.03). One thread at a time.
 */
final class FatVolume {
    private static final int SECTOR = 512;
    private static final int ENTRY = 32;
    private static final int SIGNATURE_AT = 510;
    private static final int SIGNATURE = 0xaa55;
    private static final int PARTITION_AT = 446 + 8;
    private static final int LEAST_OF_FAT16 = 4085;
    private static final int LEAST_OF_FAT32 = 65525;
    private static final int LABEL = 0x08;
    private static final int ARCHIVE = 0x20;
    private static final int DELETED = 0xe5;

    /** The first day that a FAT can name: these loaders have no clock to hold it against. */
    private static final short FIRST_DAY = 0x21;

    private final Disk disk;
    private final Layout layout;
    private final ByteBuffer fat;

    /**
     * Where its parts lie, in sectors of the drive.
     *
     * @param perCluster sectors of a cluster
     * @param fats how many copies of the table there are
     * @param firstFat the first one's first sector
     * @param fatSectors sectors of a copy
     * @param root first sector of the root directory
     * @param data first sector of the data
     * @param clusters how many clusters it has
     */
    private record Layout(int perCluster, int fats, long firstFat, int fatSectors, long root, long data, int clusters) {
        static Optional<Layout> of(ByteBuffer boot, long start, long sectorsOfDrive) {
            int perCluster = boot.get(13) & 0xff;
            int reserved = Short.toUnsignedInt(boot.getShort(14));
            int fats = boot.get(16) & 0xff;
            int rootEntries = Short.toUnsignedInt(boot.getShort(17));
            int small = Short.toUnsignedInt(boot.getShort(19));
            long sectors = small > 0 ? small : Integer.toUnsignedLong(boot.getInt(32));
            int fatSectors = Short.toUnsignedInt(boot.getShort(22));
            boolean sane = Short.toUnsignedInt(boot.getShort(SIGNATURE_AT)) == SIGNATURE
                    && Short.toUnsignedInt(boot.getShort(11)) == SECTOR
                    && Integer.bitCount(perCluster) == 1
                    && reserved > 0
                    && fats > 0
                    && rootEntries > 0
                    && fatSectors > 0
                    && sectors <= sectorsOfDrive - start;
            if (!sane) {
                return Optional.empty();
            }
            long root = start + reserved + (long) fats * fatSectors;
            long data = root + ((long) rootEntries * ENTRY + SECTOR - 1) / SECTOR;
            long clusters = (start + sectors - data) / perCluster;
            boolean fits = clusters > 0
                    && clusters < LEAST_OF_FAT32
                    && ((clusters + 2) * (clusters < LEAST_OF_FAT16 ? 3 : 4) + 1) / 2 <= (long) fatSectors * SECTOR;
            return fits
                    ? Optional.of(
                            new Layout(perCluster, fats, start + reserved, fatSectors, root, data, (int) clusters))
                    : Optional.empty();
        }

        boolean isFat12() {
            return clusters < LEAST_OF_FAT16;
        }

        long place(int cluster) {
            return (data + (long) (cluster - 2) * perCluster) * SECTOR;
        }

        int clusterBytes() {
            return perCluster * SECTOR;
        }
    }

    private FatVolume(Disk disk, Layout layout) throws FailureException {
        this.disk = disk;
        this.layout = layout;
        this.fat = read(disk, layout.firstFat() * SECTOR, layout.fatSectors() * SECTOR);
    }

    /**
     * Reads a drive's file system; writes nothing.
     *
     * @throws FailureException BOARD_REFUSED when it has none such
     */
    static FatVolume open(Disk disk) throws FailureException {
        if (disk.facts().blockSize() == SECTOR) {
            ByteBuffer first = read(disk, 0, SECTOR);
            long sectors = disk.facts().bytes() / SECTOR;
            Optional<Layout> whole = Layout.of(first, 0, sectors);
            if (whole.isPresent()) {
                return new FatVolume(disk, whole.get());
            }
            long start = Integer.toUnsignedLong(first.getInt(PARTITION_AT));
            if (Short.toUnsignedInt(first.getShort(SIGNATURE_AT)) == SIGNATURE && start > 0 && start < sectors) {
                Optional<Layout> partition = Layout.of(read(disk, start * SECTOR, SECTOR), start, sectors);
                if (partition.isPresent()) {
                    return new FatVolume(disk, partition.get());
                }
            }
        }
        throw new FailureException(
                FailureKind.BOARD_REFUSED,
                "the drive has no FAT12 or FAT16 file system: it is not that of a UF2 boot loader");
    }

    private static ByteBuffer read(Disk disk, long at, int length) throws FailureException {
        ByteBuffer all = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(at, length, piece -> {
            all.put(piece);
            return true;
        });
        return all.rewind();
    }

    private ByteBuffer root() throws FailureException {
        return read(disk, layout.root() * SECTOR, (int) (layout.data() - layout.root()) * SECTOR);
    }

    /** Where an entry with this name begins in the root directory; -1 when there is none. */
    private static int find(ByteBuffer root, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < root.limit() && root.get(at) != 0; at += ENTRY) {
            byte[] here = new byte[wanted.length];
            root.get(at, here);
            if (Arrays.equals(here, wanted) && (root.get(at + 11) & LABEL) == 0) {
                return at;
            }
        }
        return -1;
    }

    /**
     * A file of the root directory.
     *
     * @param name its 8 and 3 letters, without the dot
     * @param most bytes that are read of it
     */
    Optional<byte[]> file(String name, int most) throws FailureException {
        ByteBuffer root = root();
        int entry = find(root, name);
        if (entry < 0) {
            return Optional.empty();
        }
        int length = (int) Math.min(most, Integer.toUnsignedLong(root.getInt(entry + 28)));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int cluster = Short.toUnsignedInt(root.getShort(entry + 26));
        while (content.size() < length && isCluster(cluster)) {
            int now = Math.min(layout.clusterBytes(), length - content.size());
            content.writeBytes(read(disk, layout.place(cluster), now).array());
            cluster = next(cluster);
        }
        return Optional.of(content.toByteArray());
    }

    private boolean isCluster(int number) {
        return number >= 2 && number < layout.clusters() + 2;
    }

    /** What the table says of a cluster: 0 = free, else the next one or a mark that there is none. */
    private int next(int cluster) {
        if (!layout.isFat12()) {
            return Short.toUnsignedInt(fat.getShort(cluster * 2));
        }
        int pair = Short.toUnsignedInt(fat.getShort(cluster * 3 / 2));
        return cluster % 2 == 0 ? pair & 0xfff : pair >> 4;
    }

    private void link(int cluster, int next) {
        if (!layout.isFat12()) {
            fat.putShort(cluster * 2, (short) next);
            return;
        }
        int at = cluster * 3 / 2;
        int pair = Short.toUnsignedInt(fat.getShort(at));
        fat.putShort(at, (short)
                (cluster % 2 == 0 ? (pair & 0xf000) | (next & 0xfff) : (pair & 0x000f) | (next & 0xfff) << 4));
    }

    /** Where blocks go that need no file: one after the other through the data, again and again. */
    LongUnaryOperator anywhere() {
        long room = (long) layout.clusters() * layout.clusterBytes();
        return offset -> layout.data() * SECTOR + offset % room;
    }

    /**
     * Makes room for a file as an operating system does that copies one: clusters are taken, the tables and the root directory
     * name them. A file of this name is written over.
     *
     * @param name its 8 and 3 letters, without the dot
     * @param length bytes, at least 1
     * @return where on the drive an offset of the file lies
     * @throws FailureException IMAGE_TOO_LARGE when the drive has no room for it
     */
    LongUnaryOperator create(String name, long length) throws FailureException {
        ByteBuffer root = root();
        int entry = find(root, name);
        if (entry >= 0) {
            free(Short.toUnsignedInt(root.getShort(entry + 26)));
        } else {
            entry = freeEntry(root);
        }
        int[] chain = allocate(length);
        for (int copy = 0; copy < layout.fats(); copy++) {
            write((layout.firstFat() + (long) copy * layout.fatSectors()) * SECTOR, fat);
        }
        root.put(entry, new byte[ENTRY]);
        root.put(entry, name.getBytes(StandardCharsets.US_ASCII)).put(entry + 11, (byte) ARCHIVE);
        root.putShort(entry + 24, FIRST_DAY).putShort(entry + 26, (short) chain[0]);
        root.putInt(entry + 28, (int) length);
        int sector = entry / SECTOR * SECTOR;
        write(layout.root() * SECTOR + sector, root.slice(sector, SECTOR));
        int size = layout.clusterBytes();
        return offset -> layout.place(chain[(int) (offset / size)]) + offset % size;
    }

    private static int freeEntry(ByteBuffer root) throws FailureException {
        for (int at = 0; at < root.limit(); at += ENTRY) {
            if (root.get(at) == 0 || (root.get(at) & 0xff) == DELETED) {
                return at;
            }
        }
        throw new FailureException(FailureKind.IMAGE_TOO_LARGE, "the drive's root directory is full");
    }

    /** A table that goes in circles ends where it has been freed already. */
    private void free(int first) {
        int cluster = first;
        while (isCluster(cluster)) {
            int next = next(cluster);
            link(cluster, 0);
            cluster = next;
        }
    }

    private int[] allocate(long length) throws FailureException {
        long wanted = (length + layout.clusterBytes() - 1) / layout.clusterBytes();
        int[] chain = new int[(int) Math.min(wanted, layout.clusters())];
        int found = 0;
        for (int cluster = 2; isCluster(cluster) && found < chain.length; cluster++) {
            if (next(cluster) == 0) {
                chain[found++] = cluster;
            }
        }
        if (found < wanted) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    "a file of " + length + " bytes does not fit the drive, which has " + found + " free clusters of "
                            + layout.clusterBytes());
        }
        for (int i = 0; i < found; i++) {
            link(chain[i], i + 1 < found ? chain[i + 1] : 0xffff);
        }
        return chain;
    }

    private void write(long at, ByteBuffer bytes) throws FailureException {
        disk.write(ImageData.of(bytes), 0, bytes.limit(), at, moved -> {});
    }
}
