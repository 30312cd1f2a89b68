package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StepResult;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards that are flashed through a Linux, on a whole line, with the recipe that is shipped for them and the station's own servers. */
class LinuxLineTest {
    private static final int LENGTH = 300_001;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] disk = new byte[LENGTH];
    private FileServers.Own server;
    private int units;

    @BeforeEach
    void begin() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        new SplittableRandom(34).nextBytes(disk);
        Files.write(images.resolve("disk.img"), disk);
        byte[] kernel = new byte[100_000];
        new SplittableRandom(35).nextBytes(kernel);
        // booting.rst of the kernel: the magic of an Image.
        ByteBuffer.wrap(kernel).order(ByteOrder.LITTLE_ENDIAN).putInt(56, 0x644d5241);
        Files.write(images.resolve("Image"), kernel);
        Files.write(
                images.resolve("initramfs.cpio.gz"),
                "0707010000000000".repeat(40).getBytes(StandardCharsets.US_ASCII));
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
    }

    @AfterEach
    void close() {
        server.close();
        pages.close();
    }

    private static Recipe recipe(UnaryOperator<String> change) {
        return TestRecipes.shipped(
                "uboot-linux",
                text -> change.apply(
                        text.replace("maxBackOff: 10s", "maxBackOff: 50ms").replace("within: 60s", "within: 6s")));
    }

    private LineHarness line(UnaryOperator<String> change) throws StartFailure {
        return LineSetup.in(folder)
                .ports(2)
                .recipes(recipe(change))
                .images(folder.resolve("images"))
                .protocols(StationProtocols.with(server))
                .start();
    }

    private ConsoleBoard plug(LineHarness line, String more) {
        ConsoleBoard board = (ConsoleBoard)
                BoardSpec.parse("uboot-console:pace=none" + more, 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        return board;
    }

    private JobSummary run(LineHarness line) {
        JobId job = ((ScanOutcome.Started) line.scanFor(1, String.format("UL-%05d", ++units))).job();
        return line.ended(job).summary();
    }

    private void requireWritten(ConsoleBoard board, long at) {
        assertThat(Arrays.mismatch(board.read(at, LENGTH), disk)).isEqualTo(-1);
        assertThat(board.read(at + LENGTH, 100_000)).containsOnly(0);
    }

    private static void requireGreen(JobSummary job) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.images())
                .filteredOn(image -> image.name().equals("disk"))
                .extracting(ImageUsed::proved)
                .containsExactly("read back past the board's cache, SHA-256");
    }

    @Test
    void aBoardIsWrittenThroughLinuxReadBackAndSwitchedOff() throws Exception {
        try (LineHarness line = line(text -> text)) {
            ConsoleBoard board = plug(line, "");

            JobSummary job = run(line);

            requireGreen(job);
            assertThat(job.attempts()).hasSize(1);
            requireWritten(board, 0);
            assertThat(job.steps())
                    .filteredOn(step -> step.step().equals("write the disk"))
                    .extracting(StepResult::facts)
                    .allSatisfy(facts -> assertThat(facts.get("written")).matches("0\\.3 MB, [0-9.]+ MB/s"));
        }
    }

    @Test
    void aLoginWithAPasswordIsGiven() throws Exception {
        try (LineHarness line =
                line(text -> text.replace("linux.login: nobody", "linux.login: root\n    password: geheim1"))) {
            ConsoleBoard board = plug(line, ",login=root/geheim1");

            requireGreen(run(line));
            requireWritten(board, 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux.login: root~password: wrong|lets nobody in as \"root\", it says \"Login incorrect\"",
                "linux.login: nobody|nobody has told: name a user",
                "linux.login: root|asks for the password of \"root\""
            })
    void aLoginThatFailsIsToldAsThat(String login, String message) throws Exception {
        try (LineHarness line = line(text -> text.replace("linux.login: nobody", login.replace("~", "\n    ")))) {
            plug(line, ",login=root/geheim1");

            JobSummary job = run(line);

            assertThat(Objects.requireNonNull(job.failure()).kind().code()).isEqualTo("recipe-invalid");
            assertThat(job.failure().message()).contains(message).doesNotContain("geheim1");
            assertThat(job.attempts()).hasSize(1);
        }
    }

    private static String to(String text, String target) {
        return text.replace("to: /dev/vda", target);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to: /dev/vdz|the board has no /dev/vdz; it has /dev/vda, /dev/vda1 \"boot\"",
                "to: /sys/class/block#4fb0000|the board has no /sys/class/block#4fb0000",
                "to: /sys/class/block#virtio|are several on this board: /dev/vda, /dev/vdb",
                "to: /dev/disk/by-partlabel/rootfs|are several on this board: /dev/vda2 \"rootfs\", /dev/vdb2",
                "to: /dev/vda~partition: data|the board has no partition \"data\""
            })
    void aTargetThatIsNoneOrSeveralIsRefused(String target, String message) throws Exception {
        try (LineHarness line = line(text -> to(text, target.replace("~", "\n    ")))) {
            ConsoleBoard board = plug(line, ",partitions=boot/rootfs,twin=on");

            JobSummary job = run(line);

            assertThat(Objects.requireNonNull(job.failure()).kind().code()).isEqualTo("recipe-invalid");
            assertThat(job.failure().message()).contains(message);
            assertThat(board.read(0, 100_000)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"to: /dev/vda\n    partition: rootfs", "to: /sys/class/block#a003e00\n    partition: rootfs"})
    void aPartitionIsThatOfTheDiskThatIsNamed(String target) throws Exception {
        try (LineHarness line = line(text -> to(text, target))) {
            ConsoleBoard board = plug(line, ",partitions=boot/rootfs,twin=on,size=4M");

            requireGreen(run(line));
            requireWritten(board, 2 << 20);
            assertThat(board.read(0, 2 << 20)).containsOnly(0);
        }
    }

    @Test
    void anImageThatDoesNotFitIsRefusedBeforeAnythingIsWritten() throws Exception {
        try (LineHarness line = line(text -> text)) {
            ConsoleBoard board = plug(line, ",size=128k");

            JobSummary job = run(line);

            assertThat(Objects.requireNonNull(job.failure()).kind().code()).isEqualTo("image-too-large");
            assertThat(board.read(0, 128 << 10)).containsOnly(0);
        }
    }

    @Tag("lab")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lost-writexalways|verify-mismatch|holds other bytes",
                "flip-writexalways|verify-mismatch|holds other bytes",
                "wrong-statusxalways|medium-failed|not all of the 300001 bytes came from the station",
                "write-errorxalways|medium-failed|I/O error",
                "disk-fullxalways|image-too-large|No space left",
                "short-streamxalways|transfer-failed|not all of the 300001 bytes came from the station",
                "sticky-cachexalways|board-refused|from the board's cache",
                "no-diskxalways|recipe-invalid|no block device at all",
                "login-failsxalways|recipe-invalid|Login incorrect",
                "panicxalways|no-boot|Kernel panic"
            })
    void aLinuxThatDoesNotDoAsAskedFailsForThat(String fault, String kind, String message) throws Exception {
        boolean login = fault.startsWith("login");
        try (LineHarness line = line(text -> text.replace("attempts: 3", "attempts: 1")
                .replace("login: nobody", login ? "login: root\n    password: geheim1" : "login: nobody"))) {
            plug(line, ",fault=" + fault + (login ? ",login=root/geheim1" : ""));

            JobSummary job = run(line);

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code())
                    .as("%s", job.failure())
                    .isEqualTo(kind);
            assertThat(job.failure().message()).contains(message);
        }
    }

    @Tag("lab")
    @ParameterizedTest
    @ValueSource(
            strings = {"reset-write", "short-stream", "tftp-error", "flip-load", "drop-byte@3500", "flip-byte@4200"})
    void aBoardThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        try (LineHarness line = line(text -> text)) {
            ConsoleBoard board = plug(line, ",fault=" + fault);

            requireGreen(run(line));
            requireWritten(board, 0);
        }
    }

    @Test
    void aKernelThatIsNoneIsNotStarted() throws Exception {
        Files.write(folder.resolve("images/Image"), new byte[4096]);
        try (LineHarness line = line(text -> text.replace("attempts: 3", "attempts: 1"))) {
            plug(line, "");

            JobSummary job = run(line);

            assertThat(Objects.requireNonNull(job.failure()).kind().code()).isEqualTo("no-boot");
            assertThat(job.failure().message()).contains("Bad Linux ARM64 Image magic!");
        }
    }

    @Test
    void commandsRunBeforeAndEachHasToEndWell() throws Exception {
        UnaryOperator<String> check =
                text -> text.replace("  - linux.write: disk", """
                  - linux.run: |
                      echo '{{serial}}' >/tmp/unit
                      cat /tmp/unit
                    name: tell it its unit
                    says: UL-00001
                  - linux.write: disk""".indent(2).stripTrailing());
        try (LineHarness line = line(check)) {
            plug(line, "");
            requireGreen(run(line));
        }
        try (LineHarness line = line(text -> check.apply(text).replace("cat /tmp/unit", "cat /tmp/nothing"))) {
            plug(line, "");
            JobSummary job = run(line);
            assertThat(Objects.requireNonNull(job.failure()).message())
                    .contains("\"cat /tmp/nothing\" failed (1)", "No such file");
        }
        assertThatThrownBy(() -> recipe(text -> check.apply(text.replace("UL-[0-9]{5}", "UL-[0-9]{5}[;'$()]*"))))
                .hasMessageContaining("lets characters pass that the shell takes as its own");
    }

    @Test
    @Tag("lab")
    void theDemoMakesItsBoardsItsFilesAndItsLabels() {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/uboot-linux.yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("UL-[0-9]{5}").contains("1 passed");
    }
}
