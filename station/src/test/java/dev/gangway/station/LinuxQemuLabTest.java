package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
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
     * Sparse-ish: a random megabyte in each 64; {@code -Dgangway.linux.mib} takes another length. How much memory and time it takes is
     * printed.
     */
    @Test
    @Tag("long")
    @Timeout(3600)
    void anImageOfFourGibibytesNeedsNoMoreMemory() throws Exception {
        long length = Long.getLong("gangway.linux.mib", 4096) * MIB;
        Path file = images().resolve("disk.img");
        byte[] piece = new byte[MIB];
        try (FileChannel image = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long at = 0; at < length; at += 64L * MIB) {
                new SplittableRandom(at).nextBytes(piece);
                image.write(ByteBuffer.wrap(piece), at);
            }
            image.write(ByteBuffer.wrap(new byte[1]), length - 1);
        }
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "large", 1, length + MIB)) {
            JobSummary job = flash(server, recipe(text -> text), List.of(board)).get(0);

            requireGreen(job);
            long peak = heap.stream()
                    .mapToLong(pool -> pool.getPeakUsage().getUsed())
                    .sum();
            System.out.printf(
                    "%d MiB through Linux: heap at most %d MiB; %s%n",
                    length / MIB,
                    peak / MIB,
                    job.steps().stream()
                            .flatMap(step -> step.facts().entrySet().stream())
                            .filter(fact -> fact.getKey().equals("written")
                                    || fact.getKey().equals("read"))
                            .toList());
            assertThat(peak).isLessThan(256L * MIB);
            try (FileChannel disk = FileChannel.open(board.disk());
                    FileChannel image = FileChannel.open(file)) {
                ByteBuffer one = ByteBuffer.allocate(MIB);
                ByteBuffer other = ByteBuffer.allocate(MIB);
                for (long at = 0; at < length; at += MIB) {
                    disk.read(one.clear(), at);
                    image.read(other.clear(), at);
                    assertThat(one.flip().mismatch(other.flip()))
                            .as("at %d", at)
                            .isEqualTo(-1);
                }
            }
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
