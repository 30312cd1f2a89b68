package dev.gangway.virtual.rpiboot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Files that virtual boards start from: noise with a CRC behind it. No real board starts from one. */
public final class SampleBootFiles {
    private static final int STAGE = 90_000;
    private static final int BLOCK = 512;

    private SampleBootFiles() {}

    /**
     * Files for all chips, by name; the board is a fastboot gadget then.
     *
     * @param image bytes of the image that is started
     * @param seed what the content is made from
     */
    public static Map<String, byte[]> files(int image, long seed) {
        return files(PiGadget.FASTBOOT, image, seed);
    }

    /** The same for a board that shows its eMMC as a disk then. */
    public static Map<String, byte[]> filesForDisk(int image, long seed) {
        return files(PiGadget.DISK, image, seed);
    }

    private static Map<String, byte[]> files(PiGadget gadget, int image, long seed) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (PiSoc soc : PiSoc.values()) {
            files.putIfAbsent(
                    soc.folder() + "/" + soc.secondStage(),
                    checked(PiGadget.FASTBOOT, STAGE, seed + soc.secondStage().length()));
        }
        files.put("config.txt", "boot_ramdisk=1\n".getBytes(StandardCharsets.US_ASCII));
        files.put("boot.img", checked(gadget, image, seed + 1));
        return files;
    }

    private static byte[] checked(PiGadget gadget, int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed + size).nextBytes(bytes);
        System.arraycopy(gadget.mark(), 0, bytes, 0, gadget.mark().length);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, size - 4);
        ByteBuffer.wrap(bytes).putInt(size - 4, (int) crc.getValue());
        return bytes;
    }

    /** The same with all of them in the folder of each chip, where rpiboot looks in an archive and nowhere else. */
    public static Map<String, byte[]> inFolders(Map<String, byte[]> files) {
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        for (PiSoc soc : PiSoc.values()) {
            files.forEach((name, bytes) -> {
                if (name.indexOf('/') < 0) {
                    all.put(soc.folder() + "/" + name, bytes);
                }
            });
        }
        return all;
    }

    /** Files as a tar archive, as {@code bootfiles.bin} is one. */
    public static byte[] archive(Map<String, byte[]> files) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        files.forEach((name, bytes) -> {
            byte[] header = new byte[BLOCK];
            put(header, 0, name);
            put(header, 100, "0000644");
            put(header, 124, String.format("%011o", bytes.length));
            put(header, 148, "        ");
            header[156] = '0';
            put(header, 257, "ustar");
            put(header, 263, "00");
            int sum = 0;
            for (byte each : header) {
                sum += each & 0xff;
            }
            put(header, 148, String.format("%06o", sum));
            header[154] = 0;
            archive.writeBytes(header);
            archive.writeBytes(bytes);
            archive.writeBytes(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
        });
        archive.writeBytes(new byte[2 * BLOCK]);
        return archive.toByteArray();
    }

    /** Writes the files into a folder. */
    public static void write(Path folder, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
