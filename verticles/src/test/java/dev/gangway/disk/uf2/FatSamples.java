package dev.gangway.disk.uf2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** FAT volumes that hold one file or none: two tables, 64 entries in the root directory. */
final class FatSamples {
    static final String INFO = "UF2 Bootloader v3\r\nModel: A Sample\r\nBoard-ID: SAMPLE-1\r\n";
    private static final int ROOT_ENTRIES = 64;
    private static final int ROOT_SECTORS = ROOT_ENTRIES * 32 / 512;

    private FatSamples() {}

    /**
     * A volume without a partition table.
     *
     * @param clusters fewer than 4085 make it FAT12
     * @param withInfo whether it has INFO_UF2.TXT, in cluster 2
     */
    static byte[] volume(int clusters, int perCluster, boolean withInfo) {
        int fatSectors = fatSectors(clusters);
        int sectors = 1 + 2 * fatSectors + ROOT_SECTORS + clusters * perCluster;
        ByteBuffer all = ByteBuffer.allocate(sectors * 512).order(ByteOrder.LITTLE_ENDIAN);
        all.putShort(11, (short) 512).put(13, (byte) perCluster).putShort(14, (short) 1);
        all.put(16, (byte) 2).putShort(17, (short) ROOT_ENTRIES);
        all.putShort(22, (short) fatSectors).putInt(32, sectors).putShort(510, (short) 0xaa55);
        all.put(0, (byte) 0xeb).put(21, (byte) 0xf8);
        if (withInfo) {
            byte[] text = INFO.getBytes(StandardCharsets.US_ASCII);
            int root = (1 + 2 * fatSectors) * 512;
            all.put(root, "INFO_UF2TXT".getBytes(StandardCharsets.US_ASCII));
            all.putShort(root + 26, (short) 2).putInt(root + 28, text.length);
            all.put(root + ROOT_SECTORS * 512, text);
            for (int copy = 0; copy < 2; copy++) {
                int fat = (1 + copy * fatSectors) * 512;
                all.putInt(fat, clusters < 4085 ? 0x00fffff8 : 0xfffffff8);
                all.putShort(fat + (clusters < 4085 ? 3 : 4), (short) (clusters < 4085 ? 0x0fff : 0xffff));
            }
        }
        return all.array();
    }

    private static int fatSectors(int clusters) {
        return ((clusters + 2) * (clusters < 4085 ? 3 : 4) / 2 + 511) / 512;
    }
}
