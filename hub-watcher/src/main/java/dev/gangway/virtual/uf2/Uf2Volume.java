package dev.gangway.virtual.uf2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The FAT16 volume that a UF2 loader makes up: a partition table, two small files, nothing else. Immutable; it is computed
 * sector by sector and kept nowhere.
 */
final class Uf2Volume {
    static final int SECTOR = 512;

    private static final int START = 1;
    private static final int RESERVED = 1;
    private static final int FATS = 2;
    private static final int ROOT_ENTRIES = 512;
    private static final int ROOT_SECTORS = ROOT_ENTRIES * 32 / SECTOR;
    private static final int FAT16 = 0x0e;
    private static final int SIGNATURE = 0xaa55;
    private static final int LABEL = 0x08;
    private static final int READ_ONLY = 0x01;
    private static final int END_OF_CHAIN = 0xffff;

    /** FAT16 has so many clusters, and no more. */
    private static final int LEAST_CLUSTERS = 4085;

    private static final int MOST_CLUSTERS = 65524;

    private final int sectors;
    private final int perCluster;
    private final int fatSectors;
    private final String label;
    private final List<Entry> files;

    /** A file of at most one cluster, name in the form of a directory: 8 and 3 letters. */
    private record Entry(String name, byte[] content) {}

    /**
     * A volume.
     *
     * @param bytes of the whole drive
     * @throws IllegalArgumentException when FAT16 has no such size
     */
    Uf2Volume(long bytes, Uf2Model model) {
        sectors = (int) (bytes / SECTOR) - START;
        int size = 1;
        while (sectors / size > MOST_CLUSTERS) {
            size *= 2;
        }
        perCluster = size;
        if (sectors / size < LEAST_CLUSTERS + 1024 || size > 64) {
            throw new IllegalArgumentException("a FAT16 drive of 3M to 2G is possible");
        }
        fatSectors = ((sectors / perCluster + 2) * 2 + SECTOR - 1) / SECTOR;
        label = model.boardId();
        files = List.of(
                new Entry("INDEX   HTM", text("<html><body>Virtual UF2 board of Gangway</body></html>\r\n")),
                new Entry(
                        "INFO_UF2TXT",
                        text("UF2 Bootloader v3.0\r\nModel: " + model.model() + "\r\nBoard-ID: " + model.boardId()
                                + "\r\n")));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    long bytes() {
        return (long) (sectors + START) * SECTOR;
    }

    /** Fills a sector's 512 bytes. */
    byte[] sector(long number) {
        ByteBuffer into = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        long at = number - START - RESERVED;
        if (number == 0) {
            partitionTable(into);
        } else if (number == START) {
            bootSector(into);
        } else if (at < (long) FATS * fatSectors) {
            if (at % fatSectors == 0) {
                into.putShort((short) 0xfff8).putShort((short) END_OF_CHAIN);
                files.forEach(file -> into.putShort((short) END_OF_CHAIN));
            }
        } else if (at == (long) FATS * fatSectors) {
            root(into);
        } else {
            long data = at - (long) FATS * fatSectors - ROOT_SECTORS;
            if (data >= 0 && data % perCluster == 0 && data / perCluster < files.size()) {
                into.put(files.get((int) (data / perCluster)).content());
            }
        }
        return into.array();
    }

    private void partitionTable(ByteBuffer into) {
        into.put(446 + 4, (byte) FAT16)
                .putInt(446 + 8, START)
                .putInt(446 + 12, sectors)
                .putShort(510, (short) SIGNATURE);
    }

    private void bootSector(ByteBuffer into) {
        into.put(new byte[] {(byte) 0xeb, 0x3c, (byte) 0x90}).put(text("UF2 UF2 "));
        into.putShort((short) SECTOR).put((byte) perCluster).putShort((short) RESERVED);
        into.put((byte) FATS).putShort((short) ROOT_ENTRIES).putShort((short) 0);
        into.put((byte) 0xf8).putShort((short) fatSectors).putShort((short) 1).putShort((short) 1);
        into.putInt(START).putInt(sectors);
        into.put((byte) 0).put((byte) 0).put((byte) 0x29).putInt(0x32304655);
        into.put(text(String.format("%-11s", label))).put(text("FAT16   "));
        into.putShort(510, (short) SIGNATURE);
    }

    private void root(ByteBuffer into) {
        entry(into, String.format("%-11s", label), LABEL, 0, 0);
        int cluster = 2;
        for (Entry file : files) {
            entry(into, file.name(), READ_ONLY, cluster++, file.content().length);
        }
    }

    private static void entry(ByteBuffer into, String name, int attributes, int cluster, int length) {
        int at = into.position();
        into.put(text(name)).put((byte) attributes);
        into.putShort(at + 26, (short) cluster).putInt(at + 28, length).position(at + 32);
    }
}
