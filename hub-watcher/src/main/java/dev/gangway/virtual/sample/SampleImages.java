package dev.gangway.virtual.sample;

import dev.gangway.format.FormatException;
import dev.gangway.format.NandGeometry;
import dev.gangway.format.SplPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Writes images for virtual boards: folders laid out as the real tools leave them, and single files of any format. */
public final class SampleImages {
    /** The NAND that an image is for when nothing says which: that of a C.H.I.P. Pro. */
    public static final NandGeometry USUAL_NAND = new NandGeometry(0x40000, 0x1000, 0x100);

    private static final int SPARSE_MAGIC = 0xed26ff3a;
    private static final int SPARSE_HEADER = 28;
    private static final int CHUNK_HEADER = 12;
    private static final short RAW_CHUNK = (short) 0xcac1;
    private static final int PIECE = 1 << 20;

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
        write(folder.resolve("uboot-" + Integer.toHexString(block) + ".bin"), padded(uboot, block));
        splPages(folder.resolve("spl-" + sizes(nand) + ".bin"), spl, nand, seed);
        ubi(folder.resolve("chip-" + sizes(nand) + ".ubi.sparse"), nand, blocks(contentBytes, nand), seed + 2);
    }

    private static ByteBuffer padded(ByteBuffer content, int unit) {
        int length = (content.capacity() + unit - 1) / unit * unit;
        return ByteBuffer.allocate(length).put(0, content, 0, content.capacity());
    }

    private static String sizes(NandGeometry nand) {
        return String.format("%x-%x-%x", nand.eraseSize(), nand.pageSize(), nand.oobSize());
    }

    /** The erase blocks of so much content, as many at least as a UBI image has. */
    private static int blocks(long bytes, NandGeometry nand) {
        return Math.max(UbiWriter.LEAST, Math.toIntExact((bytes + nand.eraseSize() - 1) / nand.eraseSize()));
    }

    private static void splPages(Path file, ByteBuffer spl, NandGeometry nand, long seed) throws IOException {
        try {
            write(file, SplPages.encode(spl.duplicate(), nand, seed));
        } catch (FormatException e) {
            throw new IOException("the demo's SPL does not fit the NAND", e);
        }
    }

    /**
     * Writes one image.
     *
     * @param nand of the board that it is for
     * @param folder where to, made when it is not there
     * @param seed what the content is made from
     * @return the file
     */
    public static Path write(SampleImage image, NandGeometry nand, Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("made.img");
        switch (image.format()) {
            case RAW -> {
                if (image.use() == SampleImage.Use.CODE) {
                    // Whole pages, for scripts that write it into NAND.
                    write(file, padded(SampleUboot.uboot(seed), nand.pageSize()));
                } else {
                    random(file, image.bytes(), seed);
                }
            }
            case EGON ->
                write(file, image.use() == SampleImage.Use.CODE ? SampleUboot.spl(seed) : SampleUboot.withSpl(seed));
            case UIMAGE -> write(file, SampleUboot.legacy(seed));
            case SPARSE ->
                sparse(file, nand, blocks(image.bytes(), nand), filler(nand, blocks(image.bytes(), nand), seed));
            case UBI -> {
                try (FileChannel out = create(file)) {
                    new UbiWriter(nand, blocks(image.bytes(), nand), seed).writeTo(block -> put(out, block.rewind()));
                }
            }
            case UBI_SPARSE -> ubi(file, nand, blocks(image.bytes(), nand), seed);
            case TEXT -> write(file, StandardCharsets.US_ASCII.encode("made\n"));
            case SPL_PAGES -> {
                file = folder.resolve("spl-" + sizes(nand) + ".bin");
                splPages(file, SampleUboot.spl(seed), nand, seed);
            }
        }
        return file;
    }

    /** A folder with one {@code u-boot-sunxi-with-spl.bin}. */
    public static void uboot(Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve("u-boot-sunxi-with-spl.bin"), SampleUboot.withSpl(seed));
    }

    /** Delivers an image block by block. */
    @FunctionalInterface
    private interface Blocks {
        void writeTo(UbiWriter.Sink sink) throws IOException;
    }

    private static void ubi(Path file, NandGeometry nand, int blocks, long seed) throws IOException {
        sparse(file, nand, blocks, new UbiWriter(nand, blocks, seed)::writeTo);
    }

    private static Blocks filler(NandGeometry nand, int blocks, long seed) {
        Random random = new Random(seed);
        return sink -> {
            byte[] block = new byte[nand.eraseSize()];
            for (int i = 0; i < blocks; i++) {
                random.nextBytes(block);
                sink.block(ByteBuffer.wrap(block));
            }
        };
    }

    private static void sparse(Path file, NandGeometry nand, int blocks, Blocks content) throws IOException {
        try (FileChannel out = create(file)) {
            ByteBuffer header = ByteBuffer.allocate(SPARSE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(SPARSE_MAGIC).putShort((short) 1).putShort((short) 0);
            header.putShort((short) SPARSE_HEADER).putShort((short) CHUNK_HEADER);
            header.putInt(nand.eraseSize())
                    .putInt(blocks)
                    .putInt(blocks)
                    .putInt(0)
                    .flip();
            put(out, header);
            content.writeTo(block -> {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
                chunk.putShort(RAW_CHUNK).putShort((short) 0).putInt(1).putInt(CHUNK_HEADER + nand.eraseSize());
                put(out, chunk.flip());
                put(out, block.rewind());
            });
        }
    }

    private static void random(Path file, long bytes, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] piece = new byte[PIECE];
        try (FileChannel out = create(file)) {
            for (long left = Math.max(1, bytes); left > 0; left -= PIECE) {
                random.nextBytes(piece);
                put(out, ByteBuffer.wrap(piece, 0, (int) Math.min(PIECE, left)));
            }
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static void write(Path file, ByteBuffer content) throws IOException {
        try (FileChannel out = create(file)) {
            put(out, content.duplicate().clear());
        }
    }

    private static void put(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
