package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real U-Boot and a real Linux judge: the shipped recipe has Debian's U-Boot in qemu-system-aarch64 start Debian's kernel with
 * Debian's busybox, which writes the virtual disk; that is compared from outside. The build of U-Boot knows TFTP's usual port only,
 * so this needs root, or {@code unshare -rn} with the loopback up.
 */
@Tag("lab")
@Timeout(600)
class LinuxQemuLabTest {
    private static final Path RECIPE = Path.of("../config/recipes/uboot-linux.yaml");
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private QemuLine line;

    @BeforeAll
    static void prepare() throws Exception {
        QemuLine.prepareLinux();
    }

    @BeforeEach
    void begin() {
        line = new QemuLine(folder, "UL-%05d");
    }

    private static Recipe recipe(UnaryOperator<String> change) throws IOException {
        return TestRecipes.of("uboot-linux", change.apply(Files.readString(RECIPE)));
    }

    private Path images() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        for (String each : List.of("Image", "initramfs.cpio.gz", "initramfs-login.cpio.gz")) {
            if (!Files.exists(images.resolve(each))) {
                Files.copy(QemuLine.linux(each), images.resolve(each));
            }
        }
        return images;
    }

    private byte[] image(int length) throws IOException {
        byte[] image = new byte[length];
        new SplittableRandom(length).nextBytes(image);
        Files.write(images().resolve("disk.img"), image);
        return image;
    }

    private List<JobSummary> flash(FileServers servers, Recipe recipe, List<QemuUboot> boards) throws Exception {
        return line.flash(images(), StationProtocols.with(servers), recipe, boards);
    }

    private static void requireGreen(JobSummary job) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.attempts()).hasSize(1);
        assertThat(job.images())
                .filteredOn(image -> image.name().equals("disk"))
                .extracting(ImageUsed::proved)
                .containsExactly("read back past the board's cache, SHA-256");
    }

    @Test
    void aRealLinuxTakesAnImage() throws Exception {
        byte[] image = image(5_000_001);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "one", 1, 32L * MIB)) {
            JobSummary job = flash(server, recipe(text -> text), List.of(board)).get(0);

            requireGreen(job);
            board.assertHolds(image);
        }
    }

    private static String withLogin(String text, String password) {
        return text.replace("initramfs.cpio.gz", "initramfs-login.cpio.gz")
                .replace("linux.login: nobody", "linux.login: root\n    password: " + password)
                .replace("attempts: 3", "attempts: 1");
    }

    @Test
    void aRealLoginIsGivenAndAWrongOneToldAsThat() throws Exception {
        byte[] image = image(100_000);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0)) {
            try (QemuUboot board = QemuUboot.start(folder, "login", 1, 16L * MIB)) {
                requireGreen(flash(server, recipe(text -> withLogin(text, "flash")), List.of(board))
                        .get(0));
                board.assertHolds(image);
            }
            try (QemuUboot board = QemuUboot.start(folder, "wrong", 2, 16L * MIB)) {
                JobSummary job = flash(server, recipe(text -> withLogin(text, "wrong")), List.of(board))
                        .get(0);
                assertThat(Objects.requireNonNull(job.failure()).message())
                        .contains("lets nobody in as \"root\"", "Login incorrect");
            }
        }
    }

    /**
     * Sparse-ish: a random megabyte in each 64, gzipped; {@code -Dgangway.linux.mib} takes another length. How much memory and time it
     * takes is printed.
     */
    @Test
    @Tag("long")
    @Timeout(3600)
    void anImageOfFourGibibytesNeedsNoMoreMemory() throws Exception {
        int pieces = Integer.getInteger("gangway.linux.mib", 4096);
        try (OutputStream image = new GZIPOutputStream(Files.newOutputStream(images().resolve("disk.img.gz")), MIB)) {
            for (int i = 0; i < pieces; i++) {
                image.write(piece(i));
            }
        }
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "large", 1, (pieces + 1L) * MIB)) {
            JobSummary job = flash(
                            server, recipe(text -> text.replace("file: disk.img", "file: disk.img.gz")), List.of(board))
                    .get(0);

            requireGreen(job);
            long peak = heap.stream()
                    .mapToLong(pool -> pool.getPeakUsage().getUsed())
                    .sum();
            System.out.printf(
                    "%d MiB through Linux: heap at most %d MiB, %s; %s%n",
                    pieces,
                    peak / MIB,
                    anonymous(),
                    job.steps().stream()
                            .flatMap(step -> step.facts().entrySet().stream())
                            .filter(fact -> fact.getKey().equals("written")
                                    || fact.getKey().equals("read"))
                            .toList());
            assertThat(peak).isLessThan(256L * MIB);
            try (FileChannel disk = FileChannel.open(board.disk())) {
                ByteBuffer is = ByteBuffer.allocate(MIB);
                for (int i = 0; i < pieces; i++) {
                    disk.read(is.clear(), (long) i * MIB);
                    assertThat(is.flip().mismatch(ByteBuffer.wrap(piece(i))))
                            .as("MiB %d", i)
                            .isEqualTo(-1);
                }
            }
        }
    }

    private static byte[] piece(int number) {
        byte[] piece = new byte[MIB];
        if (number % 64 == 0) {
            new SplittableRandom(number).nextBytes(piece);
        }
        return piece;
    }

    /** What this process has in memory and in no file. */
    private static String anonymous() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("RssAnon")).findFirst().orElse("");
        }
    }

    @Test
    void fourAtOnce() throws Exception {
        byte[] image = image(8 * MIB + 7);
        List<QemuUboot> boards = new ArrayList<>();
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0)) {
            for (int i = 1; i <= 4; i++) {
                boards.add(QemuUboot.start(folder, "board" + i, i, 16L * MIB));
            }
            flash(server, recipe(text -> text), boards).forEach(LinuxQemuLabTest::requireGreen);
            for (QemuUboot board : boards) {
                board.assertHolds(image);
            }
        } finally {
            boards.forEach(QemuUboot::close);
        }
    }
}
