package dev.gangway.virtual.sample;

import dev.gangway.format.FormatException;
import dev.gangway.format.NandGeometry;
import dev.gangway.format.SplPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes the image folders that the demo's recipes need, laid out as the real tools leave them. */
public final class SampleImages {
    private static final int SPARSE_MAGIC = 0xed26ff3a;
    private static final int SPARSE_HEADER = 28;
    private static final int CHUNK_HEADER = 12;
    private static final short RAW_CHUNK = (short) 0xcac1;

    private SampleImages() {}

    /**
     * A {@code new-image/} folder for a C.H.I.P. with this NAND.
     *
     * @param contentBytes least size of the UBI image
     * @param seed what the content is made from
     */
    public static void chip(Path folder, NandGeometry nand, long contentBytes, long seed) throws IOException {
        Files.createDirectories(folder);
        ByteBuffer spl = SampleUboot.spl(seed);
        ByteBuffer uboot = SampleUboot.uboot(seed + 1);
        write(folder.resolve("sunxi-spl.bin"), spl);
        write(folder.resolve("u-boot-dtb.bin"), uboot);
        int block = nand.eraseSize();
        int padded = (uboot.capacity() + block - 1) / block * block;
        write(
                folder.resolve("uboot-" + Integer.toHexString(block) + ".bin"),
                ByteBuffer.allocate(padded).put(0, uboot, 0, uboot.capacity()));
        String sizes = String.format("%x-%x-%x", block, nand.pageSize(), nand.oobSize());
        try {
            write(folder.resolve("spl-" + sizes + ".bin"), SplPages.encode(spl.duplicate(), nand, seed));
        } catch (FormatException e) {
            throw new IOException("the demo's SPL does not fit the NAND", e);
        }
        int blocks = Math.max(3, (int) ((contentBytes + block - 1) / block));
        ubi(folder.resolve("chip-" + sizes + ".ubi.sparse"), nand, blocks, seed + 2);
    }

    /** A folder with one {@code u-boot-sunxi-with-spl.bin}. */
    public static void uboot(Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve("u-boot-sunxi-with-spl.bin"), SampleUboot.withSpl(seed));
    }

    private static void ubi(Path file, NandGeometry nand, int blocks, long seed) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(SPARSE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(SPARSE_MAGIC).putShort((short) 1).putShort((short) 0);
            header.putShort((short) SPARSE_HEADER).putShort((short) CHUNK_HEADER);
            header.putInt(nand.eraseSize())
                    .putInt(blocks)
                    .putInt(blocks)
                    .putInt(0)
                    .flip();
            put(out, header);
            new UbiWriter(nand, blocks, seed).writeTo(block -> {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
                chunk.putShort(RAW_CHUNK).putShort((short) 0).putInt(1).putInt(CHUNK_HEADER + nand.eraseSize());
                put(out, chunk.flip());
                put(out, block.rewind());
            });
        }
    }

    private static void write(Path file, ByteBuffer content) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            put(out, content.duplicate().clear());
        }
    }

    private static void put(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
