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
import dev.gangway.tftp.TftpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** QEMU has a TFTP server of its own at the address that its users know this machine by; this one it passes on. */
    private static final String ADDRESS = "127.0.0.2";

    private static final int TFTP = 69;

    @TempDir
    Path folder;

    @BeforeAll
    static void prepare() throws Exception {
        Process prepare = new ProcessBuilder("bash", "src/lab/linux/prepare.sh", LINUX.toString())
                .inheritIO()
                .start();
        assertThat(prepare.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(prepare.exitValue()).as("src/lab/linux/prepare.sh").isZero();
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
                ScanOutcome scanned = line.scanFor("U" + i, "UL-0000" + i);
                assertThat(scanned).isInstanceOf(ScanOutcome.Started.class);
                jobs.add(((ScanOutcome.Started) scanned).job());
            }
            return jobs.stream().map(job -> line.ended(job).summary()).toList();
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
        try (TftpServer server = TftpServer.open(InetAddress.getByName(ADDRESS), TFTP);
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
        try (TftpServer server = TftpServer.open(InetAddress.getByName(ADDRESS), TFTP)) {
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

    @Test
    void fourAtOnce() throws Exception {
        byte[] image = image(8 * MIB + 7);
        List<QemuUboot> boards = new ArrayList<>();
        try (TftpServer server = TftpServer.open(InetAddress.getByName(ADDRESS), TFTP)) {
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
