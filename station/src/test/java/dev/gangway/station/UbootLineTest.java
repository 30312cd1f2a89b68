package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.json.JobJson;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StepResult;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
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

/** Boards on U-Boot's console on a whole line, with the recipe that is shipped for them and the station's own TFTP server. */
class UbootLineTest {
    private static final int LENGTH = 300_001;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] disk = new byte[LENGTH];
    private BoardFiles server;
    private int units;

    @BeforeEach
    void begin() throws IOException {
        new SplittableRandom(14).nextBytes(disk);
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), disk);
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
    }

    @AfterEach
    void close() {
        server.close();
        pages.close();
    }

    private static Recipe recipe(UnaryOperator<String> change) {
        return TestRecipes.shipped(
                "uboot-tftp",
                text -> change.apply(text.replace("maxBackOff: 10s", "maxBackOff: 50ms")
                        .replace("within: 60s", "within: 6s")
                        .replace("window: 8", "window: 8\n    piece: 100KiB")));
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
        JobId job = ((ScanOutcome.Started) line.scanFor(1, String.format("UB-%05d", ++units))).job();
        return line.ended(job).summary();
    }

    private void requireWritten(ConsoleBoard board) {
        assertThat(Arrays.mismatch(board.read(0, LENGTH), disk)).isEqualTo(-1);
        assertThat(board.read(LENGTH, 100_000)).containsOnly(0);
    }

    @Test
    void aBoardIsWrittenReadBackAndStarted() throws Exception {
        try (LineHarness line = line(text -> text)) {
            ConsoleBoard board = plug(line, ",serial=RK-77");

            JobSummary job = run(line);

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("uboot");
            assertThat(Objects.requireNonNull(job.boardId()).text()).isEqualTo("RK-77");
            assertThat(job.identity()).containsEntry(BootMode.UBOOT_CONSOLE, IdentityBasis.PORT);
            assertThat(job.images())
                    .extracting(ImageUsed::proved)
                    .containsExactly("read back into the board's memory, CRC-32 by U-Boot");
            requireWritten(board);
            assertThat(board.hasBooted()).isTrue();
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @ValueSource(
            strings = {
                ",prompt=colour",
                ",prompt=named",
                ",noise=on",
                ",medium=usb",
                ",medium=mmc",
                ",stop=abc",
                ",serial=none"
            })
    void boardsOfAllKindsAreServed(String more) throws Exception {
        String medium = more.startsWith(",medium=") ? more.substring(8) : "virtio";
        UnaryOperator<String> change = text -> text.replace("to: virtio 0", "to: " + medium + " 0")
                .replace(
                        "- uboot.stop: usual",
                        more.contains("stop")
                                ? "- uboot.stop: \"=> \"\n    keys: abc\n    anew: true"
                                : "- uboot.stop: usual");
        try (LineHarness line = line(change)) {
            ConsoleBoard board = plug(line, more);

            JobSummary job = run(line);

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            requireWritten(board);
        }
    }

    @Test
    void aResetInTheMiddleOfAWriteIsRetried() throws Exception {
        stumbles("reset-write", 2);
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({
        "tftp-error, 2",
        "flip-load, 2",
        "no-lease, 1",
        "drop-byte@700, 1",
        "flip-byte@900, 1",
        "double-byte@1200, 1",
        "disconnect@3000:50ms, 2",
        "never-prompts, 1",
        "hangs@1300, 1"
    })
    void aBoardThatStumblesOncePassesInTheEnd(String fault, int attempts) throws Exception {
        stumbles(fault, attempts);
    }

    private void stumbles(String fault, int attempts) throws Exception {
        try (LineHarness line = line(text -> text)) {
            ConsoleBoard board = plug(line, ",fault=" + fault);

            JobSummary job = run(line);

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.attempts().size()).isBetween(attempts, 3);
            requireWritten(board);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wrong-statusxalways, medium-failed, blocks written: ERROR",
        "lost-writexalways, verify-mismatch, holds other bytes"
    })
    void aWriteThatIsNoneIsNotGreen(String fault, String kind, String message) throws Exception {
        fails(fault, kind, message);
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({
        "write-errorxalways, medium-failed, blocks written: ERROR",
        "flip-writexalways, verify-mismatch, holds other bytes",
        "tftp-errorxalways, transfer-failed, File not found",
        "flip-loadxalways, upload-damaged, has the CRC-32",
        "no-leasexalways, transfer-failed, DHCP"
    })
    void aBoardThatDoesNotDoAsAskedFailsForThat(String fault, String kind, String message) throws Exception {
        fails(fault, kind, message);
    }

    private void fails(String fault, String kind, String message) throws Exception {
        try (LineHarness line = line(text -> text.replace("attempts: 3", "attempts: 1"))) {
            plug(line, ",fault=" + fault);

            JobSummary job = run(line);

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code())
                    .as("%s", job.failure())
                    .isEqualTo(kind);
            assertThat(job.failure().message()).contains(message);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({"to: virtio 7, medium-failed, unknown device", "to: mmc 0, medium-failed, Unknown command"})
    void aMediumThatIsNotThereIsNamed(String to, String kind, String message) throws Exception {
        try (LineHarness line = line(text -> text.replace("to: virtio 0", to).replace("attempts: 3", "attempts: 1"))) {
            plug(line, "");

            JobSummary job = run(line);

            assertThat(Objects.requireNonNull(job.failure()).kind().code()).isEqualTo(kind);
            assertThat(job.failure().message()).contains(message);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @ValueSource(strings = {"virtio", "mmc"})
    void anImageThatDoesNotFitIsRefusedBeforeAnythingIsWritten(String medium) throws Exception {
        try (LineHarness line = line(text -> text.replace("to: virtio 0", "to: " + medium + " 0"))) {
            ConsoleBoard board = plug(line, ",size=128k,medium=" + medium);

            JobSummary job = run(line);

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
            assertThat(job.attempts()).hasSize(1);
            assertThat(board.read(0, 128 << 10)).containsOnly(0);
        }
    }

    @Test
    @Tag("lab")
    void aStationWithoutAServerSaysWhereToNameOne() throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .ports(1)
                .recipes(recipe(text -> text))
                .images(folder.resolve("images"))
                .start()) {
            plug(line, "");

            JobSummary job = run(line);

            assertThat(Objects.requireNonNull(job.failure()).message()).contains("network: { address: … }");
        }
    }

    private static String expecting(String text, String limits) {
        return text.replace(
                        "  - uboot.boot: boot",
                        "  - uboot.boot: boot\n    says: Starting kernel\n"
                                + "  - uboot.expect: \"Linux version (?<kernel>[0-9.]+)\"\n    name: hold the version\n"
                                + "  - uboot.expect: \"vdd-core: (?<value>[0-9.]+) V\"\n    name: hold the voltage\n    "
                                + limits
                                + "\n  - uboot.expect: \"login:\"\n    name: wait for the login\n    within: 2s\n  - uboot.expect: \"[a-z]+ login\"")
                .replace("    name: start it\n", "");
    }

    @Test
    void whatAUnitSaysWhenItStartsIsHeldAndRecorded() throws Exception {
        try (LineHarness line = line(text -> expecting(text, "least: \"3.2\"\n    most: \"3.4\"\n    unit: V"))) {
            plug(line, "");

            JobSummary job = run(line);

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.steps()).extracting(StepResult::facts).anySatisfy(facts -> assertThat(facts)
                    .containsEntry("kernel", "6.1.0"));
            assertThat(job.steps()).extracting(StepResult::facts).anySatisfy(facts -> assertThat(facts)
                    .containsEntry("value", "3.31")
                    .containsEntry("unit", "V")
                    .containsEntry("least", "3.2")
                    .containsEntry("most", "3.4"));
            assertThat(JobJson.text(JobJson.of(line.recorded(job.job()))))
                    .as("what goes to Kafka")
                    .contains("\"value\":\"3.31\"", "\"unit\":\"V\"", "\"kernel\":\"6.1.0\"");
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource(
            delimiter = '|',
            value = {
                "panic|least: \"3.2\"|no-boot|Kernel panic",
                "|most: \"3.3\"~    unit: V|board-refused|3.31 V is above 3.3 V"
            })
    void aUnitThatStartsOtherwiseFailsWithWhatItSaid(String fault, String limits, String kind, String message)
            throws Exception {
        try (LineHarness line =
                line(text -> expecting(text, limits.replace("~", "\n")).replace("attempts: 3", "attempts: 1"))) {
            plug(line, fault == null ? "" : ",fault=" + fault);

            JobSummary job = run(line);

            assertThat(Objects.requireNonNull(job.failure()).kind().code()).isEqualTo(kind);
            assertThat(job.failure().message()).contains(message);
        }
    }

    private static String withSerial(String text) {
        return text.replace(
                "  - uboot.network: dhcp",
                "  - uboot.run: setenv unit {{serial}}\n    name: tell it its unit\n"
                        + "  - uboot.env: unit\n    name: ask for it\n    is: UB-00001\n  - uboot.network: dhcp");
    }

    /** What a scanner reads goes into the board's environment as itself; a recipe that would let more through is refused. */
    @Test
    void aSerialCannotBecomeACommand() throws Exception {
        try (LineHarness line = line(UbootLineTest::withSerial)) {
            plug(line, "");

            JobSummary job = run(line);

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.steps())
                    .filteredOn(step -> step.step().equals("ask for it"))
                    .extracting(StepResult::facts)
                    .allSatisfy(facts -> assertThat(facts).containsEntry("unit", "UB-00001"));
        }
        assertThatThrownBy(() -> recipe(text -> withSerial(text.replace("UB-[0-9]{5}", "UB-[0-9]{5}[;'$()]*"))))
                .hasMessageContaining("lets characters pass that the shell takes as its own");
    }

    @Test
    @Tag("lab")
    void theDemoMakesItsBoardsItsFilesAndItsLabels() {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/uboot-tftp.yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("UB-[0-9]{5}").contains("1 passed");
    }

    /** Also between two commands, where nothing is read and the next key finds nobody. */
    @ParameterizedTest
    @Tag("lab")
    @Tag("long")
    @ValueSource(ints = {1300, 1400, 1500, 1650, 1800, 2000, 2200, 2400, 2600, 2800, 3000})
    void aBoardThatIsPulledInTheMiddleIsATransientFault(int at) throws Exception {
        try (LineHarness line = line(text -> text.replace("attempts: 3", "attempts: 1"))) {
            plug(line, ",fault=disconnect@" + at + ":never");

            JobSummary job = run(line);

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.CABLE_LOST);
        }
    }

    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        UnaryOperator<String> quick = text -> text.replace("maxBackOff: 10s", "maxBackOff: 50ms")
                .replace("within: 60s", "within: 6s")
                .replace("window: 8", "window: 8\n    piece: 100KiB");
        Recipe once = TestRecipes.shipped("uboot-tftp", "uboot-once", text -> quick.apply(text)
                .replace("attempts: 3", "attempts: 1")
                .replace("UB-[0-9]{5}", "UV-[0-9]{5}"));
        LineSetup setup = LineSetup.in(folder)
                .ports(VanishSweep.PORTS)
                .recipes(once, recipe(text -> text))
                .images(folder.resolve("images"))
                .protocols(StationProtocols.with(server));
        try (LineHarness line = setup.start()) {
            new VanishSweep(line, pages, "uboot-console:pace=none", "UV-%05d", "UB-%05d").run();
        }
    }
}
