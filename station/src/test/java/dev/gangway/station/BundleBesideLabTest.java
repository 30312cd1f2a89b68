package dev.gangway.station;

import com.sun.management.OperatingSystemMXBean;
import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import dev.gangway.protocol.FileOffer;
import dev.gangway.protocol.FileSource;
import dev.gangway.protocol.WebOffer;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job of a flash bundle by a warm station, beside {@code src/lab/flash-bundle.exp} by Debian's {@code expect}, on the same boards in
 * turns: Debian's U-Boot and Linux in QEMU, switched on when the time begins. Both have the files from the same servers, and the same
 * image, gzipped: the station unpacks it once, the script has each board do it. The processor time is that of the station's process,
 * which also serves the script, and of {@code expect}; that of QEMU is in neither. Prints medians and ratios;
 * {@code -Dgangway.beside.mib=256} for larger images.
 */
@Tag("lab")
@Tag("long")
@Timeout(3600)
class BundleBesideLabTest {
    private static final int BOARDS = 4;
    private static final int TURNS = Integer.getInteger("gangway.beside.turns", 3);
    private static final int MIB = Integer.getInteger("gangway.beside.mib", 64);
    private static final int PIECE = 1 << 20;
    private static final long WINDOW = 8;
    private static final double NANOS = 1e9;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private final List<QemuUboot> boards = new ArrayList<>();

    /** What the script is told of the files. */
    private record Served(FileOffer kernel, FileOffer initramfs, FileOffer tree, WebOffer image)
            implements AutoCloseable {
        @Override
        public void close() {
            kernel.close();
            initramfs.close();
            tree.close();
            image.close();
        }
    }

    @Test
    void aWarmStationBesideAnExpectScript() throws Exception {
        QemuLine.prepareLinux();
        Path images = Files.createDirectories(folder.resolve("images"));
        QemuBundle.write(images.resolve("bundle"));
        byte[] image = image(images.resolve("disk.img.gz"));
        QemuLine all = new QemuLine(folder, "UF-%05d");
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0);
                Served files = files(server, images)) {
            for (int i = 0; i < BOARDS; i++) {
                boards.add(QemuUboot.startOff(folder, "b" + i, i + 1, image.length + PIECE));
            }
            try (LineHarness line = all.station(images, StationProtocols.with(server), recipe(), boards)) {
                beside(all, line, files, image);
            }
        } finally {
            boards.forEach(QemuUboot::close);
        }
    }

    private static Recipe recipe() throws IOException {
        return TestRecipes.of(
                "uboot-bundle",
                Files.readString(Path.of("../config/recipes/uboot-bundle.yaml"))
                        .replace("file: disk.img", "file: disk.img.gz")
                        .replace("attempts: 3", "attempts: 1"));
    }

    /** Every second MiB has random bytes; returns what is packed. */
    private static byte[] image(Path file) throws IOException {
        byte[] image = new byte[MIB * PIECE];
        SplittableRandom random = new SplittableRandom(3);
        byte[] piece = new byte[PIECE];
        for (int at = 0; at < image.length; at += 2 * PIECE) {
            random.nextBytes(piece);
            System.arraycopy(piece, 0, image, at, PIECE);
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(image);
        }
        return image;
    }

    private static Served files(BoardFiles server, Path images) throws Exception {
        Path data = images.resolve("bundle/data");
        return new Served(
                offer(server, data.resolve("Image")),
                offer(server, data.resolve("initramfs.uimage")),
                offer(server, data.resolve("lab.dtb")),
                server.publish(
                        "disk.img.gz", FileSource.of(ImageData.map(images.resolve("disk.img.gz")), Optional.empty())));
    }

    private static FileOffer offer(BoardFiles server, Path file) throws Exception {
        ImageData data = ImageData.map(file);
        return server.offer(data, 0, data.length());
    }

    private void beside(QemuLine all, LineHarness line, Served files, byte[] image) throws Exception {
        String sha256 = Digest.of(ByteBuffer.wrap(image)).hex();
        station(all, line, 1, image); // Java compiles what runs
        System.out.println("| boards | station, s | expect, s | station, CPU s | expect, CPU s | time | CPU |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int count : new int[] {1, BOARDS}) {
            List<Beside.Taken> ours = new ArrayList<>();
            List<Beside.Taken> theirs = new ArrayList<>();
            for (int turn = 0; turn < TURNS; turn++) {
                ours.add(station(all, line, count, image));
                theirs.add(script(files, count, image, sha256));
                System.out.println(
                        "turn " + turn + " of " + count + ": " + ours.get(turn) + " beside " + theirs.get(turn));
            }
            print(count, Beside.Taken.median(ours), Beside.Taken.median(theirs));
        }
    }

    /** What one side does with the boards that are being switched on. */
    @FunctionalInterface
    private interface Side {
        /** Does it; returns the processor time that is not this process's, seconds. */
        double run() throws Exception;
    }

    private Beside.Taken timed(int count, byte[] image, Side side) throws Exception {
        List<QemuUboot> used = boards.subList(0, count);
        for (QemuUboot board : used) {
            board.wipe();
        }
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processor = process.getProcessCpuTime();
        long begun = System.nanoTime();
        for (QemuUboot board : used) {
            board.switchOn();
        }
        double others = side.run();
        Beside.Taken taken = new Beside.Taken(
                (System.nanoTime() - begun) / NANOS, others + (process.getProcessCpuTime() - processor) / NANOS);
        for (QemuUboot board : used) {
            board.assertHolds(image);
        }
        return taken;
    }

    private Beside.Taken station(QemuLine all, LineHarness line, int count, byte[] image) throws Exception {
        return timed(count, image, () -> {
            Beside.station(
                    line,
                    IntStream.range(0, count).mapToObj(QemuLine::slot).toList(),
                    IntStream.range(0, count)
                            .mapToObj(board -> all.nextSerial())
                            .toList(),
                    PATIENCE);
            return 0;
        });
    }

    private Beside.Taken script(Served files, int count, byte[] image, String sha256) throws Exception {
        return timed(count, image, () -> Beside.shell(boards.subList(0, count).stream()
                        .map(board -> String.join(
                                " ",
                                "exec expect -f src/lab/flash-bundle.exp",
                                board.console(),
                                QemuLine.ADDRESS,
                                String.valueOf(WINDOW),
                                files.kernel().name(),
                                files.initramfs().name(),
                                files.tree().name(),
                                files.image().link(),
                                String.valueOf(image.length),
                                sha256,
                                QemuBundle.PASSWORD))
                        .toList())
                .processor());
    }

    private static void print(int count, Beside.Taken ours, Beside.Taken theirs) {
        System.out.printf(
                Locale.ROOT,
                "| %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                count,
                ours.wall(),
                theirs.wall(),
                ours.processor(),
                theirs.processor(),
                ours.wall() / theirs.wall(),
                ours.processor() / theirs.processor());
    }
}
