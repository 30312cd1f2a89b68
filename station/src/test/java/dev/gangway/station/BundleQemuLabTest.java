package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.ImageData;
import dev.gangway.image.ImageStore;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.model.Digest;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real U-Boot and a real Linux judge the job of a flash bundle: the shipped recipe has Debian's U-Boot in qemu-system-aarch64 boot
 * Debian's kernel and busybox with one of the bundle's device trees, and log in; that writes the virtual disk, which is compared from
 * outside. Whether that device tree is the one that runs, the bundle's own command asks the kernel.
 */
@Tag("lab")
@Timeout(600)
class BundleQemuLabTest {
    private static final Path RECIPE = Path.of("../config/recipes/uboot-bundle.yaml");
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private QemuLine line;
    private Path images;

    @BeforeAll
    static void prepare() throws Exception {
        QemuLine.prepareLinux();
    }

    @BeforeEach
    void begin() throws Exception {
        line = new QemuLine(folder, "UF-%05d");
        images = Files.createDirectories(folder.resolve("images"));
        QemuBundle.write(images.resolve("bundle"));
    }

    private static Recipe recipe(UnaryOperator<String> change) throws IOException {
        return TestRecipes.of("uboot-bundle", change.apply(Files.readString(RECIPE)));
    }

    private byte[] image(int length) throws IOException {
        byte[] image = new byte[length];
        new SplittableRandom(length).nextBytes(image);
        Files.write(images.resolve("disk.img"), image);
        return image;
    }

    private List<JobSummary> flash(FileServers servers, Recipe recipe, List<QemuUboot> boards) throws Exception {
        return line.flash(images, StationProtocols.with(servers), recipe, boards);
    }

    private void requireGreen(JobSummary job) throws IOException {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.attempts()).hasSize(1);
        assertThat(job.images())
                .filteredOn(image -> image.name().equals("disk"))
                .extracting(ImageUsed::proved)
                .containsExactly("read back past the board's cache, SHA-256");
        assertThat(facts(job, "kernel")).contains(digest("bundle/data/Image").hex());
        assertThat(facts(job, "dtb")).contains(digest("bundle/data/lab.dtb").hex());
        assertThat(facts(job, "linux")).startsWith("Linux 6.");
        assertThat(facts(job, "target")).startsWith("/dev/vda, ");
        assertThat(facts(job, "sha256")).isEqualTo(digest("disk.img").hex());
    }

    private Digest digest(String file) throws IOException {
        return ImageStore.digest(ImageData.map(images.resolve(file)));
    }

    private static String facts(JobSummary job, String name) {
        return job.steps().stream()
                .map(StepResult::facts)
                .filter(facts -> facts.containsKey(name))
                .map(facts -> facts.get(name))
                .reduce("", (first, last) -> last);
    }

    @Test
    void aBundleFlashesARealBoard() throws Exception {
        byte[] image = image(5_000_001);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "one", 1, 32L * MIB)) {
            requireGreen(flash(server, recipe(text -> text), List.of(board)).get(0));
            board.assertHolds(image);
        }
    }

    /** The bundle's usual device tree is another one than its own command asks for. */
    @Test
    @Tag("long")
    void anotherDeviceTreeThanTheBundlesCommandWantsStopsTheJob() throws Exception {
        image(MIB);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "one", 1, 32L * MIB)) {
            JobSummary job = flash(
                            server,
                            recipe(text -> text.replace("attempts: 3", "attempts: 1")
                                    .replace("bundle.boot: bundle", "bundle.boot: bundle\n    variant: own")),
                            List.of(board))
                    .get(0);

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(String.valueOf(job.failure())).contains("board-refused", "grep -q gangway");
            board.assertHolds(new byte[0]);
        }
    }

    @Test
    @Tag("long")
    void fourAtOnce() throws Exception {
        byte[] image = image(16 * MIB + 7);
        List<QemuUboot> boards = new ArrayList<>();
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0)) {
            for (int i = 1; i <= 4; i++) {
                boards.add(QemuUboot.start(folder, "board" + i, i, 32L * MIB));
            }
            for (JobSummary job : flash(server, recipe(text -> text), boards)) {
                requireGreen(job);
            }
            for (QemuUboot board : boards) {
                board.assertHolds(image);
            }
        } finally {
            boards.forEach(QemuUboot::close);
        }
    }
}
