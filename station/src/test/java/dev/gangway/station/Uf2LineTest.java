package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.disk.uf2.Uf2Samples;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureClass;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uf2.Uf2Board;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards with a UF2 boot loader, on a whole line with the recipe that is shipped for them. */
class Uf2LineTest {
    private static final int PORTS = 10;
    private static final int POSITIONS = 60;
    private static final long FLASH = 0x10000000L;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] content = Uf2Samples.content(500);
    private int units;

    @BeforeEach
    void images() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        image(Uf2Samples.RP2040);
    }

    private void image(int family) throws IOException {
        Files.write(folder.resolve("images/firmware.uf2"), Uf2Samples.file(content, family));
    }

    @AfterEach
    void close() {
        pages.close();
    }

    private LineHarness line(Recipe... recipes) throws StartFailure {
        return LineSetup.in(folder)
                .ports(PORTS)
                .recipes(recipes)
                .images(folder.resolve("images"))
                .start();
    }

    private static Recipe rp2040(UnaryOperator<String> change) {
        return TestRecipes.shipped("rp2040-uf2", change);
    }

    private static Recipe once() {
        return rp2040(text -> text.replace("attempts: 3", "attempts: 1").replace("timeout: 30s", "timeout: 3s"));
    }

    private static Recipe by(String way) {
        return rp2040(text -> text.replace("by: drive", "by: " + way));
    }

    private Uf2Board plug(LineHarness line, int port, String spec) {
        Uf2Board board = put(line, port, spec);
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private Uf2Board put(LineHarness line, int port, String spec) {
        return (Uf2Board) BoardSpec.parse(spec, port).plug(line.hub(), port, pages, told -> {});
    }

    private JobId begin(LineHarness line, int port) {
        return ((ScanOutcome.Started) line.scanFor(port, String.format("RP-%05d", ++units))).job();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drive", "file"})
    void aBoardIsWrittenAndComesBackRunning(String way) throws Exception {
        try (LineHarness line = line(by(way))) {
            Uf2Board board = plug(line, 1, "uf2:serial=E0C9125B0D9B");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("rp2040");
            assertThat(job.boardId()).as("the ROM's serial is not the chip's").isNull();
            assertThat(job.images()).extracting(ImageUsed::proved).containsOnlyNulls();
            assertThat(board.runsApplication()).isTrue();
            assertThat(board.read(FLASH, content.length)).isEqualTo(content);
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @Test
    void byPicobootGreenIsWhatWasReadFromTheFlashMemory() throws Exception {
        try (LineHarness line = line(TestRecipes.shipped("rp2040-picoboot", text -> text))) {
            Uf2Board board = plug(line, 1, "uf2");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.images())
                    .extracting(ImageUsed::proved)
                    .containsExactly("flash memory read back, byte by byte");
            assertThat(board.runsApplication()).isTrue();
            assertThat(board.read(FLASH, content.length)).isEqualTo(content);
        }
    }

    @Test
    void aBitThatIsWrongInTheFlashMemoryFailsTheBoard() throws Exception {
        try (LineHarness line = line(TestRecipes.shipped("rp2040-picoboot", text -> text))) {
            plug(line, 1, "uf2:fault=weak-cell@50000");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
            assertThat(job.failure().message()).contains("does not hold what firmware has at 0x100");
        }
    }

    @Test
    void whatIsForAnotherFamilyIsRefusedBeforeTheFirstByte() throws Exception {
        image(0x55114460);
        try (LineHarness line = line(rp2040(text -> text))) {
            Uf2Board board = plug(line, 1, "uf2");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(job.failure().message()).contains("is for 55114460 (SAMD51)");
            assertThat(board.read(FLASH, content.length)).containsOnly(0);
        }
    }

    @Test
    void theRecipeMayNameTheFamily() throws Exception {
        image(0xe48bff5a);
        try (LineHarness line = line(rp2040(text ->
                text.replace("chips: [rp2040]", "chips: [rp2350]").replace("by: drive", "family: \"e48bff5a\"")))) {
            Uf2Board board = plug(line, 1, "uf2:board=rp2350,family=e48bff5a,size=16M");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.read(FLASH, content.length)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "uf2:fault=drop-block, board-refused",
        "uf2:family=ada52840, board-refused",
        "uf2:fault=swallow, board-refused",
        "uf2:fault=read-only, board-refused",
        "uf2:flash=64k, board-refused"
    })
    @Tag("lab")
    @Tag("long")
    void aBoardThatDoesNotTakeAllFails(String board, String kind) throws Exception {
        try (LineHarness line = line(once())) {
            Uf2Board plugged = plug(line, 1, board);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code())
                    .as("%s", job.failure())
                    .isEqualTo(kind);
            assertThat(plugged.runsApplication()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "drop-block@90000, true",
        "drop-block@90000, false",
        "'drop-block@90000,leave=0ms', false",
        "stall@20000, true",
        "short@90000, true",
        "disconnect@150000:50ms, true",
        "disconnect@150000:50ms, false",
        "wrong-tag@100000, true",
        "phase-error@90000, true"
    })
    @Tag("lab")
    @Tag("long")
    void aBoardThatStumblesOncePassesInTheEnd(String fault, boolean powerCycle) throws Exception {
        try (LineHarness line =
                line(rp2040(text -> text.replace("powerCycle: true", "powerCycle: " + powerCycle + " ")))) {
            Uf2Board board = plug(line, 1, "uf2:fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.read(FLASH, content.length)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stall@20000", "short@200000", "garbage@200000", "timeout@60000:200ms", "disconnect@60000:50ms"})
    @Tag("lab")
    @Tag("long")
    void aBoardThatStumblesOncePassesByPicobootInTheEnd(String fault) throws Exception {
        try (LineHarness line = line(TestRecipes.shipped("rp2040-picoboot", text -> text))) {
            Uf2Board board = plug(line, 1, "uf2:fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.read(FLASH, content.length)).isEqualTo(content);
        }
    }

    @Test
    void theDemoMakesItsBoardsAndImages() {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/rp2040-uf2.yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 passed");
    }

    /** The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @ParameterizedTest
    @ValueSource(strings = {"drive", "file"})
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses(String way) throws Exception {
        Recipe first =
                TestRecipes.shipped("rp2040-uf2", "rp2040-once", text -> text.replace("attempts: 3", "attempts: 1")
                        .replaceAll("pattern: \".*\", check", "pattern: \"DV-[0-9]{5}\", check")
                        .replace("timeout: 30s", "timeout: 3s")
                        .replace("by: drive", "by: " + way));
        try (LineHarness line = line(
                first, rp2040(text -> text.replaceAll("pattern: \".*\", check", "pattern: \"RP-[0-9]{5}\", check")))) {
            plug(line, 1, "uf2");
            assertThat(line.ended(begin(line, 1)).summary().verdict()).isEqualTo(Verdict.PASSED);
            long bytes = line.hub().moved(1);
            line.unplug(1);
            line.awaitState(1, PortState.Empty.class);
            for (int from = 0; from < POSITIONS; from += PORTS) {
                Map<Integer, JobId> vanishing = new TreeMap<>();
                for (int port = 1; port <= PORTS; port++) {
                    long at = bytes * (2L * (from + port) - 1) / (2L * POSITIONS);
                    put(line, port, "uf2:fault=disconnect@" + at + ":never");
                }
                for (int port = 1; port <= PORTS; port++) {
                    line.awaitState(port, PortState.AwaitingScan.class);
                    String serial = String.format("DV-%05d", ++units);
                    vanishing.put(port, ((ScanOutcome.Started) line.scanFor(port, serial)).job());
                }
                vanishing.forEach((port, job) -> {
                    JobSummary lost = line.ended(job).summary();
                    assertThat(lost.verdict()).isEqualTo(Verdict.FAILED);
                    assertThat(Objects.requireNonNull(lost.failure()).kind())
                            .as("%s", lost.failure())
                            .matches(kind ->
                                    kind.failureClass() == FailureClass.TRANSIENT || kind == FailureKind.NO_BOOT);
                    line.unplug(port);
                });
                Map<Integer, JobId> next = new TreeMap<>();
                vanishing.keySet().forEach(port -> line.awaitState(port, PortState.Empty.class));
                vanishing.keySet().forEach(port -> put(line, port, "uf2"));
                vanishing.keySet().forEach(port -> {
                    line.awaitState(port, PortState.AwaitingScan.class);
                    next.put(port, begin(line, port));
                });
                next.forEach((port, job) -> {
                    JobSummary passed = line.ended(job).summary();
                    assertThat(passed.verdict()).as("slot %d: %s", port, passed).isEqualTo(Verdict.PASSED);
                    assertThat(passed.identity()).doesNotContainKey(BootMode.PICOBOOT);
                    line.unplug(port);
                });
                next.keySet().forEach(port -> line.awaitState(port, PortState.Empty.class));
            }
            assertThat(line.ledger()).hasSize(units);
        }
    }

    /** The same by PICOBOOT, which reads back. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereByPicobootFailsAndTheNextOnePasses() throws Exception {
        UnaryOperator<String> sound =
                text -> text.replaceAll("pattern: \".*\", check", "pattern: \"RP-[0-9]{5}\", check");
        Recipe first = TestRecipes.shipped("rp2040-picoboot", "picoboot-once", text -> sound.apply(text)
                .replace("RP-", "DV-")
                .replace("attempts: 3", "attempts: 1")
                .replace("timeout: 30s", "timeout: 3s"));
        try (LineHarness line = line(first, TestRecipes.shipped("rp2040-picoboot", sound))) {
            new VanishSweep(line, pages, "uf2:", "DV-%05d", "RP-%05d").run();
        }
    }
}
