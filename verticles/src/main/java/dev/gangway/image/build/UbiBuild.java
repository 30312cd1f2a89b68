package dev.gangway.image.build;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.image.convert.ConvertKind;
import dev.gangway.image.convert.ConvertPlan;
import dev.gangway.image.convert.ImageConverter;
import dev.gangway.program.RunningProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Makes the sparse UBI image of a UBIFS: Debian's ubinize, page pairing, Android's sparse form. One use, one thread. */
final class UbiBuild {
    private final ChipNand nand;
    private final Programs programs;

    UbiBuild(ChipNand nand, Programs programs) {
        this.nand = nand;
        this.programs = programs;
    }

    /**
     * Makes it of {@code root.ubifs}, which is gone afterwards.
     *
     * @param work the folder where that lies
     * @param sparse the new file
     */
    void make(Path work, Path sparse) throws FormatException, IOException {
        Path ubifs = work.resolve("root.ubifs");
        Path ubi = work.resolve("root.ubi");
        // Names in this file have no place for strange characters: it is read in its own folder.
        Files.writeString(
                work.resolve("ubi.ini"),
                String.join(
                        "\n",
                        "[rootfs]",
                        "mode=ubi",
                        "image=root.ubifs",
                        "vol_id=0",
                        "vol_type=dynamic",
                        "vol_name=rootfs",
                        "vol_alignment=1",
                        nand.volumeMiB().isPresent()
                                ? "vol_size=" + nand.volumeMiB().getAsLong() + "MiB"
                                : "vol_flags=autoresize",
                        ""));
        try (RunningProgram ubinize = programs.start(
                List.of(
                        programs.require("ubinize", "mtd-utils").toString(),
                        "-o",
                        "root.ubi",
                        "-p",
                        String.valueOf(nand.ubiBlock()),
                        "-m",
                        String.valueOf(nand.geometry().pageSize()),
                        "-s",
                        String.valueOf(nand.subpage()),
                        "-Q",
                        Long.toString(sequence(ubifs)),
                        "ubi.ini"),
                work)) {
            ubinize.output().transferTo(OutputStream.nullOutputStream());
            int code = Programs.end(ubinize);
            long bytes = (Files.size(ubifs) / nand.lebSize() + 2) * nand.ubiBlock();
            if (code != 0) {
                throw new IOException("ubinize failed (" + code + "): " + Programs.said(ubinize, work, bytes));
            }
        }
        Files.delete(ubifs);
        Path raw = nand.paired() ? onPairs(ubi, work.resolve("pairs.ubi")) : ubi;
        new ImageConverter(ConvertPlan.sparse(raw, sparse, nand.geometry().eraseSize())).make(ConvertKind.SPARSE);
        Files.delete(raw);
    }

    /** The image's number: the same for the same file system, so that blocks of two images are told apart. */
    private static long sequence(Path ubifs) throws IOException {
        CRC32 crc = new CRC32();
        ImageData data = ImageData.map(ubifs);
        for (long at = 0; at < data.length(); at += 1 << 20) {
            crc.update(data.slice(at, (int) Math.min(1 << 20, data.length() - at)));
        }
        return Math.max(1, crc.getValue());
    }

    /**
     * Page k of each block goes to the first page of pair k, "distance 3": 0, 1, 3, 5 …; the pages between stay erased
     * (allwinner-nand-chip.md 1, 5).
     */
    private Path onPairs(Path ubi, Path to) throws IOException {
        int page = nand.geometry().pageSize();
        ByteBuffer block = ByteBuffer.allocate(nand.geometry().eraseSize());
        ImageData from = ImageData.map(ubi);
        try (FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < from.length(); at += nand.ubiBlock()) {
                Arrays.fill(block.array(), (byte) 0xff);
                for (int k = 0; k < nand.ubiBlock() / page; k++) {
                    block.put(Math.max(0, 2 * k - 1) * page, from.slice(at + (long) k * page, page), 0, page);
                }
                block.clear();
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
        }
        Files.delete(ubi);
        return to;
    }
}
