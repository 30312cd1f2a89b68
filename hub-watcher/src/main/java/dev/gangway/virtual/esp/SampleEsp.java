package dev.gangway.virtual.esp;

import dev.gangway.model.Digest;
import dev.gangway.soc.EspSoc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes the files that a build of ESP-IDF leaves: bootloader, partition table, application, and which goes where. */
final class SampleEsp {
    private static final int TABLE_AT = 0x8000;
    private static final int TABLE_BYTES = 0xc00;
    private static final int BOOTLOADER_BYTES = 20_000;
    private static final int APPLICATION_AT = 0x10000;
    private static final int SHA256 = 32;

    private SampleEsp() {}

    static void write(EspSoc soc, Path folder, int bytes, long seed) throws IOException {
        Files.createDirectories(folder.resolve("bootloader"));
        Files.createDirectories(folder.resolve("partition_table"));
        Files.write(folder.resolve("bootloader/bootloader.bin"), image(soc, BOOTLOADER_BYTES, seed));
        Files.write(folder.resolve("partition_table/partition-table.bin"), table(bytes));
        Files.write(folder.resolve("app.bin"), image(soc, bytes, seed + 1));
        String args = String.format("""
                {
                    "write_flash_args" : [ "--flash_mode", "dio", "--flash_size", "4MB", "--flash_freq", "%3$s" ],
                    "flash_settings" : { "flash_mode": "dio", "flash_size": "4MB", "flash_freq": "%3$s" },
                    "flash_files" : {
                        "0x%4$x" : "bootloader/bootloader.bin",
                        "0x%1$x" : "partition_table/partition-table.bin",
                        "0x%2$x" : "app.bin"
                    },
                    "app" : { "offset" : "0x%2$x", "file" : "app.bin", "encrypted" : "false" },
                    "extra_esptool_args" : { "after" : "hard_reset", "before" : "default_reset", "stub" : true, "chip" : "%5$s" }
                }
                """, TABLE_AT, APPLICATION_AT, frequency(soc), soc.bootloader(), soc.code());
        Files.write(folder.resolve("flasher_args.json"), args.getBytes(StandardCharsets.UTF_8));
    }

    private static String frequency(EspSoc soc) {
        return switch (soc) {
            case ESP32C2 -> "60m";
            case ESP32H2 -> "48m";
            default -> "40m";
        };
    }

    /** An image with one segment, its checksum and, but for the oldest chip, its SHA-256. */
    static byte[] image(EspSoc soc, int bytes, long seed) {
        boolean old = !soc.isFull();
        int header = old ? 8 : 24;
        int code = bytes / 4 * 4;
        int end = header + 8 + code;
        ByteBuffer image =
                ByteBuffer.allocate(end / 16 * 16 + 16 + (old ? 0 : SHA256)).order(ByteOrder.LITTLE_ENDIAN);
        image.put((byte) 0xe9).put((byte) 1).put((byte) 2).put((byte) 0x10).putInt(0x4008_0000);
        if (!old) {
            image.put(8, (byte) 0xee);
            image.putShort(12, soc.imageId().orElseThrow().shortValue());
            image.put(23, (byte) 1);
        }
        image.position(header).putInt(0x4008_0000).putInt(code);
        byte[] content = new byte[code];
        new SplittableRandom(seed).nextBytes(content);
        for (int i = 0; i < code; i += 64) {
            Arrays.fill(content, i, Math.min(code, i + 32), (byte) 0); // code packs to about half
        }
        int sum = 0xef;
        for (byte one : content) {
            sum ^= one & 0xff;
        }
        image.put(content).put(end / 16 * 16 + 15, (byte) sum);
        if (!old) {
            int covered = image.capacity() - SHA256;
            MessageDigest sha256 = Digest.sha256();
            sha256.update(image.array(), 0, covered);
            image.put(covered, sha256.digest());
        }
        return image.array();
    }

    private static byte[] table(int bytes) {
        int nvs = TABLE_AT + 0x1000;
        long room = Math.max(1 << 20, (bytes + 0xffffL) / 0x10000 * 0x10000 + 0x10000);
        ByteBuffer rows = ByteBuffer.allocate(TABLE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        row(rows, 1, 2, nvs, 0x6000, "nvs");
        row(rows, 1, 1, nvs + 0x6000, 0x1000, "phy_init");
        row(rows, 0, 0, APPLICATION_AT, (int) room, "factory");
        byte[] digest;
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(rows.array(), 0, rows.position());
            digest = md5.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
        rows.putShort((short) 0xebeb);
        while (rows.position() % 16 != 0) {
            rows.put((byte) 0xff);
        }
        rows.put(digest);
        while (rows.hasRemaining()) {
            rows.put((byte) 0xff);
        }
        return rows.array();
    }

    private static void row(ByteBuffer rows, int type, int subtype, int offset, int size, String label) {
        int begin = rows.position();
        rows.putShort((short) 0x50aa)
                .put((byte) type)
                .put((byte) subtype)
                .putInt(offset)
                .putInt(size);
        rows.put(label.getBytes(StandardCharsets.US_ASCII)).position(begin + 32);
    }
}
