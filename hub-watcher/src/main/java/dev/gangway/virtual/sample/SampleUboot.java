package dev.gangway.virtual.sample;

import dev.gangway.format.EgonSpl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Boot files for virtual boards, made here so that the demo needs no download: an SPL with a sound header and a U-Boot
 * that virtual boards recognise. On a real board they do nothing; a real station takes the real files.
 */
final class SampleUboot {
    private static final int SPL_BYTES = 24 * 1024;
    private static final int UBOOT_BYTES = 300 * 1024;
    private static final int SPL_SLOT = 0x8000;
    private static final int LOAD = 0x4a000000;
    private static final int FDT_MAGIC = 0xd00dfeed;

    private SampleUboot() {}

    /** An SPL as {@code sunxi-spl.bin}: U-Boot's header version 2, a sound checksum. */
    static ByteBuffer spl(long seed) {
        byte[] content = new byte[SPL_BYTES];
        new Random(seed).nextBytes(content);
        ByteBuffer spl = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        spl.putInt(0, 0xea000016);
        spl.put(4, "eGON.BT0".getBytes(StandardCharsets.US_ASCII));
        spl.putInt(EgonSpl.LENGTH, SPL_BYTES);
        spl.put(0x14, "SPL\u0002".getBytes(StandardCharsets.US_ASCII));
        for (int at = 0x18; at < 0x60; at += 4) {
            spl.putInt(at, 0);
        }
        spl.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(spl, SPL_BYTES));
        return spl;
    }

    /** U-Boot proper as {@code u-boot-dtb.bin}: a branch, the version text, code, a device tree. */
    static ByteBuffer uboot(long seed) {
        byte[] content = new byte[UBOOT_BYTES];
        new Random(seed).nextBytes(content);
        ByteBuffer uboot = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        uboot.putInt(0, 0xea00000e);
        uboot.put(0x40, "U-Boot 2016.01 (Gangway demo)\0".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer tree = deviceTree();
        uboot.put(UBOOT_BYTES - tree.remaining(), tree, 0, tree.remaining());
        return uboot;
    }

    /** An empty device tree (Devicetree specification 0.4, chapter 5). */
    static ByteBuffer deviceTree() {
        ByteBuffer tree = ByteBuffer.allocate(72);
        tree.putInt(FDT_MAGIC)
                .putInt(72)
                .putInt(56)
                .putInt(72)
                .putInt(40)
                .putInt(17)
                .putInt(16)
                .putInt(0);
        tree.putInt(0).putInt(16);
        tree.position(56);
        tree.putInt(1).putInt(0).putInt(2).putInt(9);
        return tree.flip();
    }

    /** U-Boot proper as a legacy image, {@code u-boot.img}. */
    static ByteBuffer legacy(long seed) {
        ByteBuffer uboot = uboot(seed);
        ByteBuffer header = ByteBuffer.allocate(64);
        header.putInt(0, 0x27051956)
                .putInt(12, uboot.capacity())
                .putInt(16, LOAD)
                .putInt(20, 0);
        header.putInt(24, crc(uboot.duplicate()))
                .put(28, (byte) 17)
                .put(29, (byte) 2)
                .put(30, (byte) 5);
        header.put(32, "Gangway demo".getBytes(StandardCharsets.US_ASCII));
        header.putInt(4, crc(header.duplicate()));
        ByteBuffer file = ByteBuffer.allocate(header.capacity() + uboot.capacity());
        file.put(0, header, 0, header.capacity());
        file.put(header.capacity(), uboot, 0, uboot.capacity());
        return file;
    }

    /** Both in one file as {@code u-boot-sunxi-with-spl.bin}: U-Boot behind the SPL as a legacy image. */
    static ByteBuffer withSpl(long seed) {
        ByteBuffer spl = spl(seed);
        ByteBuffer uboot = legacy(seed + 1);
        ByteBuffer file = ByteBuffer.allocate(SPL_SLOT + uboot.capacity());
        file.put(0, spl, 0, spl.capacity());
        file.put(SPL_SLOT, uboot, 0, uboot.capacity());
        return file;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
