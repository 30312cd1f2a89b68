package dev.gangway.virtual.uboot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** A kernel and an initial file system that look right from outside; the virtual board runs its own. */
final class SampleLinux {
    private static final int KERNEL = 300_000;
    private static final int CODE = 64; // the header's length
    private static final int IMAGE_SIZE_AT = 16;
    private static final int MAGIC_AT = 56;

    private SampleLinux() {}

    /** An Image of 64-bit Arm, as Documentation/arm64/booting.rst has its header. */
    static byte[] kernel(long seed) {
        byte[] kernel = new byte[KERNEL];
        new SplittableRandom(seed).nextBytes(kernel);
        ByteBuffer header = ByteBuffer.wrap(kernel, 0, CODE).order(ByteOrder.LITTLE_ENDIAN);
        header.put(new byte[CODE]);
        header.putInt(0, 0x91005a4d);
        header.putLong(IMAGE_SIZE_AT, KERNEL);
        header.putInt(MAGIC_AT, 0x644d5241);
        return kernel;
    }

    /** An archive of cpio's newc form with nothing in it, packed. */
    static byte[] initramfs() throws IOException {
        String name = "TRAILER!!!";
        StringBuilder archive = new StringBuilder("070701");
        for (int field = 0; field < 13; field++) {
            archive.append(String.format("%08x", field == 4 ? 1 : field == 11 ? name.length() + 1 : 0));
        }
        archive.append(name).append("\0".repeat(512 - archive.length()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(archive.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
