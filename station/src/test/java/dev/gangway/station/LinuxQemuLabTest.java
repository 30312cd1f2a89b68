package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.StationConfig;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.serial.SerialBus;
import dev.gangway.serve.BoardFiles;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
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
    private static final Path LINUX = Path.of("target/lab/linux");
    private static final int MIB = 1 << 20;

    /**
     * An address of this machine that both find: QEMU has a TFTP server of its own at the one by which its boards know this machine,
     * and a Linux keeps what goes to 127.0.0.0/8 for itself.
     */
    private static final String ADDRESS = "198.51.100.7";

    private static final int TFTP = 69;
    private static final Duration PATIENCE = Duration.ofMinutes(50);

    @TempDir
    Path folder;

    private int units;

    @BeforeAll
    static void prepare() throws Exception {
        // It stays: another run finds it there, and ends with 2.
        assertThat(run("ip", "addr", "add", ADDRESS + "/32", "dev", "lo")).isIn(0, 2);
        assertThat(run("bash", "src/lab/linux/prepare.sh", LINUX.toString()))
                .as("src/lab/linux/prepare.sh")
                .isZero();
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command[0]).isTrue();
        return process.exitValue();
    }

    private static Recipe recipe(UnaryOperator<String> change) throws IOException {
        return TestRecipes.of("uboot-linux", change.apply(Files.readString(RECIPE)));
    }

    private Path images() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        for (String each : List.of("Image", "initramfs.cpio.gz", "initramfs-login.cpio.gz")) {
            if (!Files.exists(images.resolve(each))) {
                Files.copy(LINUX.resolve(each), images.resolve(each));
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
        List<PortPath> ports = boards.stream()
                .map(board -> new PortPath("serial:" + board.console()))
                .toList();
        StationConfig.PortEntry[] slots = new StationConfig.PortEntry[ports.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new StationConfig.PortEntry(ports.get(i), new Slot("U" + i), 0, 0, List.of());
        }
        try (LineHarness line = LineSetup.in(folder)
                .ports(1)
                .images(images())
                .recipes(recipe)
                .protocols(StationProtocols.with(servers))
                .slots(slots)
                .and(new SerialBus(ports))
                .start()) {
            List<JobId> jobs = new ArrayList<>();
            for (int i = 0; i < slots.length; i++) {
                ScanOutcome scanned = line.scanFor("U" + i, String.format("UL-%05d", ++units));
                assertThat(scanned).isInstanceOf(ScanOutcome.Started.class);
                jobs.add(((ScanOutcome.Started) scanned).job());
            }
            return jobs.stream().map(job -> line.ended(job, PATIENCE).summary()).toList();
        }
    }

    private static void requireGreen(JobSummary job) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.attempts()).hasSize(1);
        assertThat(job.images())
                .filteredOn(image -> image.name().equals("disk"))
                .extracting(ImageUsed::proved)
                .containsExactly("read back past the board's cache, SHA-256");
    }

    private static void requireWritten(QemuUboot board, byte[] image) throws IOException {
        try (InputStream disk = Files.newInputStream(board.disk())) {
            assertThat(Arrays.mismatch(disk.readNBytes(image.length), image)).isEqualTo(-1);
            byte[] rest = disk.readAllBytes();
            assertThat(Arrays.mismatch(rest, new byte[rest.length]))
                    .as("zeros behind the image")
                    .isEqualTo(-1);
        }
    }

    @Test
    void aRealLinuxTakesAnImage() throws Exception {
        byte[] image = image(5_000_001);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "one", 1, 32L * MIB)) {
            JobSummary job = flash(server, recipe(text -> text), List.of(board)).get(0);

            requireGreen(job);
            requireWritten(board, image);
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
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), TFTP, 0)) {
            try (QemuUboot board = QemuUboot.start(folder, "login", 1, 16L * MIB)) {
                requireGreen(flash(server, recipe(text -> withLogin(text, "flash")), List.of(board))
                        .get(0));
                requireWritten(board, image);
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
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), TFTP, 0);
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
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), TFTP, 0)) {
            for (int i = 1; i <= 4; i++) {
                boards.add(QemuUboot.start(folder, "board" + i, i, 16L * MIB));
            }
            flash(server, recipe(text -> text), boards).forEach(LinuxQemuLabTest::requireGreen);
            for (QemuUboot board : boards) {
                requireWritten(board, image);
            }
        } finally {
            boards.forEach(QemuUboot::close);
        }
    }
}
