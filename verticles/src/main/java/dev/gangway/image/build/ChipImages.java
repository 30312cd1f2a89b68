package dev.gangway.image.build;

import dev.gangway.format.EgonSpl;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.NandGeometry;
import dev.gangway.format.SplPages;
import dev.gangway.image.ImageInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Builds the folder of images that the C.H.I.P. recipe takes, {@code new-image/}, of a compiled U-Boot and a root file system's
 * archive (allwinner-nand-chip.md 2, 4, 5). The folder is there whole or not at all. One use; {@link #stop} may come from any thread.
 */
public final class ChipImages {
    /** Its files and their digests, as {@code sha256sum -c} reads them. */
    public static final String SUMS = "SHA256SUMS";

    private static final int UBOOT_PARTITION = 4 << 20;
    private static final int PATIENCE = 30;
    private static final String SPL = "sunxi-spl.bin";
    private static final String UBOOT = "u-boot-dtb.bin";

    private final Path uboot;
    private final Path rootfs;
    private final ChipNand nand;
    private final Path out;
    private final Programs programs;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean begun;
    private volatile boolean stopped;

    /**
     * A build that is not begun.
     *
     * @param uboot folder of a compiled U-Boot: {@code spl/sunxi-spl.bin} or {@code sunxi-spl.bin}, and {@code u-boot-dtb.bin}
     * @param rootfs tar archive of the root file system, plain or packed with gzip, bzip2, xz or zstd
     * @param out the new folder
     */
    public ChipImages(Path uboot, Path rootfs, ChipNand nand, Path out) {
        this(uboot, rootfs, nand, out, Programs.usualPath());
    }

    /** A build that looks for programs in these folders. */
    ChipImages(Path uboot, Path rootfs, ChipNand nand, Path out, String path) {
        this.uboot = uboot;
        this.rootfs = rootfs;
        this.nand = nand;
        this.out = out;
        this.programs = new Programs(path);
    }

    /**
     * What was built.
     *
     * @param files its images, in the order in which a board gets them
     * @param notes what a person should know, a line each
     */
    public record Built(List<Part> files, List<String> notes) {
        /** Copies the lists. */
        public Built {
            files = List.copyOf(files);
            notes = List.copyOf(notes);
        }
    }

    /** A file in the new folder, and what it is. */
    public record Part(String name, ImageInfo info) {}

    /**
     * Builds it; takes a minute for some hundred megabytes.
     *
     * @throws FormatException when a file is missing or is not what it should be
     * @throws java.nio.file.FileAlreadyExistsException when something has the new folder's name
     * @throws IOException when this machine can't do it: a program is missing, a disk is full
     */
    public Built build() throws FormatException, IOException {
        begun = true;
        try {
            return make();
        } finally {
            ended.countDown();
        }
    }

    private Built make() throws FormatException, IOException {
        Path splFile = find(uboot.resolve("spl").resolve(SPL), uboot.resolve(SPL));
        Path ubootFile = find(uboot.resolve(UBOOT));
        if (!Files.isRegularFile(rootfs)) {
            throw new FormatException("there is no file " + rootfs);
        }
        ByteBuffer spl = spl(splFile);
        ImageData proper = ImageData.map(ubootFile);
        if (proper.length() == 0 || proper.length() > UBOOT_PARTITION) {
            throw new FormatException(
                    ubootFile + " has " + proper.length() + " bytes; U-Boot's partition takes 1 to " + UBOOT_PARTITION);
        }
        programs.require("ubinize", "mtd-utils");
        NandGeometry geometry = nand.geometry();
        String pages = "spl-" + geometry + ".bin";
        String padded = "uboot-" + Integer.toHexString(geometry.eraseSize()) + ".bin";
        String sparse = "chip-" + geometry + ".ubi.sparse";
        try (WorkFolder folder = new WorkFolder(out)) {
            Path result = folder.result();
            write(result.resolve(SPL), spl.duplicate());
            write(result.resolve(UBOOT), proper.slice(0, (int) proper.length()));
            write(result.resolve(padded), padded(proper, geometry.eraseSize()));
            ByteBuffer encoded = SplPages.encode(spl, geometry, seed(spl));
            SplPages.verify(encoded, geometry, spl);
            write(result.resolve(pages), encoded);
            List<String> notes = new ArrayList<>(new RootImage(rootfs, nand, programs).make(folder.work()));
            requireGoing();
            new UbiBuild(nand, programs).make(folder.work(), result.resolve(sparse));
            requireGoing();
            List<Part> parts = new ArrayList<>();
            for (String name : List.of(SPL, UBOOT, padded, pages, sparse)) {
                parts.add(new Part(name, looked(result.resolve(name))));
            }
            Files.writeString(result.resolve(SUMS), sums(parts));
            requireGoing();
            folder.done();
            return new Built(parts, notes);
        } catch (IOException e) {
            requireGoing();
            throw e;
        }
    }

    /** Ends the build, and waits until nothing of it is left, half a minute at most. */
    public void stop() {
        stopped = true;
        programs.stop();
        try {
            if (begun && !ended.await(PATIENCE, TimeUnit.SECONDS)) {
                LoggerFactory.getLogger(ChipImages.class)
                        .atWarn()
                        .addKeyValue("folder", out)
                        .log("a build did not end; whoever builds next removes what it leaves");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireGoing() throws IOException {
        if (stopped) {
            throw new IOException("the build was stopped");
        }
    }

    private static Path find(Path... places) throws FormatException {
        return Stream.of(places)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new FormatException("there is no file " + places[0]
                        + "; compile U-Boot for the C.H.I.P. in that folder, or name the one"
                        + " where it was compiled"));
    }

    private static ByteBuffer spl(Path file) throws FormatException, IOException {
        ImageData data = ImageData.map(file);
        try {
            ByteBuffer bytes = data.slice(0, (int) Math.min(data.length(), ImageData.LONGEST_SLICE));
            return bytes.slice(0, EgonSpl.parse(bytes).length());
        } catch (FormatException e) {
            throw new FormatException(file + ": " + e.getMessage());
        }
    }

    /** The padding of the pages follows from the SPL, so that the same SPL gives the same file. */
    private static long seed(ByteBuffer spl) {
        return Integer.toUnsignedLong(EgonSpl.sum(spl.duplicate(), spl.remaining()));
    }

    private static ByteBuffer padded(ImageData content, int unit) {
        int length = (int) ((content.length() + unit - 1) / unit * unit);
        return ByteBuffer.allocate(length)
                .put(content.slice(0, (int) content.length()))
                .rewind();
    }

    private static ImageInfo looked(Path file) throws FormatException, IOException {
        ImageInfo info = ImageInfo.describe(file);
        if (!info.sound()) {
            throw new FormatException(
                    "what was made is not sound: " + file.getFileName() + ": " + String.join("; ", info.lines()));
        }
        return info;
    }

    private static String sums(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(
                String.format(Locale.ROOT, "%s  %s%n", part.info().sha256().hex(), part.name())));
        return text.toString();
    }

    private static void write(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }
}
