package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BoardId;
import dev.gangway.model.BootMode;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.rpiboot.RpibootBoard;
import dev.gangway.virtual.rpiboot.RpibootKind;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raspberry Pis on a whole line: started over USB, then written over fastboot, with the recipe that is shipped for them. */
class RpibootLineTest {

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private int units;

    @BeforeEach
    void images() throws IOException {
        RpibootKind kind = new RpibootKind();
        kind.writeImages(BoardOptions.of(kind, Map.of()), folder.resolve("images"), 300_000, 4);
    }

    @AfterEach
    void close() {
        pages.close();
    }

    private LineHarness line(Recipe... recipes) throws StartFailure {
        return LineSetup.in(folder)
                .ports(VanishSweep.PORTS)
                .recipes(recipes)
                .images(folder.resolve("images"))
                .start();
    }

    private static Recipe shipped() {
        return TestRecipes.shipped("rpi-cm4", text -> text.replace("backOff: 2s", "backOff: 100ms"));
    }

    private static Recipe once() {
        return TestRecipes.shipped("rpi-cm4", "rpi-once", text -> text.replace("attempts: 3", "attempts: 1")
                .replace("CM-[0-9]{5}", "CV-[0-9]{5}")
                .replace("timeout: 60s", "timeout: 4s"));
    }

    private RpibootBoard put(LineHarness line, int port, String spec) {
        return (RpibootBoard) BoardSpec.parse(spec, port).plug(line.hub(), port, pages, told -> {});
    }

    private JobId begin(LineHarness line, int port, String prefix) {
        line.awaitState(port, PortState.AwaitingScan.class);
        String serial = String.format("%s-%05d", prefix, ++units);
        return ((ScanOutcome.Started) line.scanFor(port, serial)).job();
    }

    private void assertHoldsTheSystem(RpibootBoard board) throws Exception {
        byte[] system = Files.readAllBytes(folder.resolve("images/system.img"));
        ByteBuffer held = ByteBuffer.allocate(system.length);
        ((FastbootBoard) board.then()).partitions().read("mmcblk0", 0, held);
        assertThat(held.array()).isEqualTo(system);
    }

    @Test
    void aBoardIsStartedOverUsbAndThenWrittenOverFastboot() throws Exception {
        try (LineHarness line = line(shipped())) {
            RpibootBoard board = put(line, 1, "rpiboot:serial=9dd5f8ea");

            JobSummary job = line.ended(begin(line, 1, "CM")).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("bcm2711");
            assertThat(job.boardId()).isEqualTo(new BoardId("serial:9dd5f8ea"));
            assertThat(job.identity()).containsEntry(BootMode.RPIBOOT, IdentityBasis.SERIAL);
            assertThat(board.served()).containsExactly("config.txt", "boot.img");
            assertThat(job.steps().get(0).facts())
                    .containsEntry("board:user_serial_num", "9dd5f8ea")
                    .containsEntry("board:mac_addr", "d8:3a:dd:9d:d5:f8")
                    .containsEntry("files", "config.txt boot.img");
            assertHoldsTheSystem(board);
        }
    }

    @Test
    void aBoardIsStartedOverUsbAsADiskAndThatIsWritten() throws Exception {
        try (LineHarness line = line(TestRecipes.shipped("rpi-cm4-disk", text -> text))) {
            RpibootBoard board = put(line, 1, "rpiboot:serial=9dd5f8ea");

            JobSummary job = line.ended(begin(line, 1, "PI4")).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.identity())
                    .containsEntry(BootMode.RPIBOOT, IdentityBasis.SERIAL)
                    .containsKey(BootMode.MASS_STORAGE);
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .contains(tuple("system", "disk read back, byte by byte"));
            assertHoldsTheSystem(board);
        }
    }

    /** Boot ROM, disk, boot ROM again after a power cycle, fastboot: four re-enumerations and three protocols on one port. */
    @Test
    void aBoardGoesFromItsBootRomToADiskAndOverAPowerCycleToFastboot() throws Exception {
        byte[] data = new byte[100_001];
        new SplittableRandom(8).nextBytes(data);
        Files.write(folder.resolve("images/data.img"), data);
        Recipe mixed = TestRecipes.of("mixed", """
                kind: recipe
                version: 1
                title: Disk, then fastboot
                serves: { mode: rpiboot, chips: [bcm2711] }
                serial: { pattern: "MX-[0-9]{5}" }
                images:
                  disk-files: { file: mass-storage-gadget64/bootfiles.bin, format: raw }
                  fastboot-files: { file: bootfiles.bin, format: raw }
                  system: { file: system.img, format: raw }
                  data: { file: data.img, format: raw }
                retry: { attempts: 1 }
                verify: readback
                steps:
                  - rpiboot.serve: disk-files
                  - await: mass-storage
                  - disk.write: system
                  - disk.verify: system
                  - disk.eject:
                  - power: cycle
                  - await: rpiboot
                  - rpiboot.serve: fastboot-files
                    name: the other files
                  - await: fastboot
                  - fastboot.flash: data
                    partition: nvme0n1
                  - fastboot.verify: data
                    partition: nvme0n1
                  - fastboot.continue:
                """);
        try (LineHarness line = line(mixed)) {
            RpibootBoard board = put(line, 1, "rpiboot:partitions=mmcblk0:16M+nvme0n1:16M");

            JobSummary job = line.ended(begin(line, 1, "MX")).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.identity()).containsKeys(BootMode.RPIBOOT, BootMode.MASS_STORAGE, BootMode.FASTBOOT);
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .contains(
                            tuple("system", "disk read back, byte by byte"),
                            tuple("data", "partition read back over fastboot, bytes"));
            assertHoldsTheSystem(board);
            ByteBuffer held = ByteBuffer.allocate(data.length);
            ((FastbootBoard) board.then()).partitions().read("nvme0n1", 0, held);
            assertThat(held.array()).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @ValueSource(strings = {"rpi-cm4", "rpi-cm4-disk"})
    void theDemoMakesItsBoardsAndItsFiles(String recipe) {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/" + recipe + ".yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 passed");
    }

    /** A recipe for the disk gets files for fastboot: the wait says what came instead. */
    @Test
    @Tag("lab")
    @Tag("long")
    void theWrongModeIsNoticedAndNamed() throws Exception {
        Files.copy(
                folder.resolve("images/bootfiles.bin"),
                folder.resolve("images/mass-storage-gadget64/bootfiles.bin"),
                StandardCopyOption.REPLACE_EXISTING);
        try (LineHarness line =
                line(TestRecipes.shipped("rpi-cm4-disk", text -> text.replace("attempts: 3", "attempts: 1")
                        .replace("timeout: 60s", "timeout: 1s")))) {
            put(line, 1, "rpiboot");

            Failure failure = Objects.requireNonNull(
                    line.ended(begin(line, 1, "PI4")).summary().failure());

            assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_NOT_BACK);
            assertThat(failure.message()).contains("no board in mass-storage", "it is in fastboot mode");
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @Tag("long")
    @CsvSource({
        "refuse, board-refused",
        "no-stage, board-refused",
        "unknown-request, protocol-garbage",
        "endless-name, protocol-garbage",
        "no-start, board-not-back"
    })
    void aBoardWithAFaultOfItsOwnFailsForIt(String fault, String kind) throws Exception {
        try (LineHarness line = line(once())) {
            put(line, 1, "rpiboot:fault=" + fault);

            JobSummary job = line.ended(begin(line, 1, "CV")).summary();

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code())
                    .as("%s", job.failure())
                    .isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @Tag("long")
    @CsvSource({"stall@150000", "garbage@91000", "disconnect@200000:50ms", "asks-outside", "short@91000"})
    void aBoardThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        try (LineHarness line = line(shipped())) {
            RpibootBoard board = put(line, 1, "rpiboot:fault=" + fault);

            JobSummary job = line.ended(begin(line, 1, "CM")).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertHoldsTheSystem(board);
        }
    }

    /** The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        try (LineHarness line = line(once(), shipped())) {
            new VanishSweep(line, pages, "rpiboot:", "CV-%05d", "CM-%05d").run();
        }
    }
}
