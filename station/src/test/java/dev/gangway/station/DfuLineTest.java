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
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.dfu.SparkCoreKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DFU boards on a whole line: Spark Cores with the recipe that is shipped for them, and plain ones with recipes of a test. */
class DfuLineTest {
    private static final String PLAIN = """
            kind: recipe
            version: 1
            title: A plain board
            serves: { mode: dfu-runtime }
            serial: { pattern: "PL-[0-9]{3}" }
            images:
              firmware: { file: firmware.bin, format: raw }
            retry: { attempts: 1 }
            steps:
              - dfu.detach:
              - await: dfu
              - dfu.write: firmware
                alt: firmware
              - dfu.detach:
                name: detach again
              - await: dfu
                name: wait for the loader again
              - dfu.verify: firmware
                alt: firmware
            """;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private int units;

    @BeforeEach
    void images() throws IOException {
        SparkCoreKind kind = new SparkCoreKind();
        kind.writeImages(BoardOptions.of(kind, Map.of()), folder.resolve("images"), 30_000, 4);
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

    private static Recipe core(UnaryOperator<String> change) {
        return TestRecipes.shipped("spark-core", change);
    }

    private static Recipe once() {
        return core(text -> text.replace("attempts: 3", "attempts: 1"));
    }

    private DfuBoard plug(LineHarness line, int port, String spec) {
        DfuBoard board = put(line, port, spec);
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private DfuBoard put(LineHarness line, int port, String spec) {
        return (DfuBoard) BoardSpec.parse(spec, port).plug(line.hub(), port, pages, told -> {});
    }

    private JobId begin(LineHarness line, int port) {
        return ((ScanOutcome.Started) line.scanFor(port, String.format("SC-%05d", ++units))).job();
    }

    private byte[] file(String name) throws IOException {
        return Files.readAllBytes(folder.resolve("images").resolve(name));
    }

    @Test
    void aSparkCoreIsWrittenReadBackAndStarted() throws Exception {
        try (LineHarness line = line(core(text -> text))) {
            DfuBoard board = plug(line, 1, "spark-core:pace=none,serial=8D7028785754");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("spark-core");
            assertThat(job.boardId()).isEqualTo(new BoardId("serial:8D7028785754"));
            assertThat(job.identity()).containsEntry(BootMode.DFU, IdentityBasis.SERIAL);
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .containsExactly(
                            tuple("data", "DFU upload, byte by byte"),
                            tuple("factory", "DFU upload, byte by byte"),
                            tuple("serverKey", "DFU upload, byte by byte"),
                            tuple("firmware", "DFU upload, byte by byte"));
            assertThat(board.runsApplication()).isTrue();
            assertThat(board.read(0, 0x80000, 30_000)).isEqualTo(file("data.bin"));
            assertThat(board.read(0, 0x08005000, 70 * 1024)).isEqualTo(file("firmware.bin"));
            assertThat(board.read(0, 0x20000, 70 * 1024)).isEqualTo(file("factory.bin"));
            assertThat(board.read(0, 0x1000, 294)).isEqualTo(file("server_public_key.der"));
            assertThat(board.read(0, 0x2000, 612)).containsOnly(0xff);
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "corrupt-write@5000, verify-mismatch",
        "write-error@5000, medium-failed",
        "erase-error, medium-failed",
        "protected, secure-boot",
        "no-leave, no-boot"
    })
    void aBoardWithAFaultOfItsOwnFailsForIt(String fault, String kind) throws Exception {
        try (LineHarness line = line(core(text -> text.replace("attempts: 3", "attempts: 1")
                .replaceAll("(?<wait>name: wait for the firmware\\s+timeout: )[0-9]+s", "${wait}2s")))) {
            plug(line, 1, "spark-core:pace=none,fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code())
                    .as("%s", job.failure())
                    .isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @CsvSource({"stall@20000", "short@20000", "garbage@20000", "disconnect@20000:50ms", "timeout@20000:200ms"})
    void aBoardThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        try (LineHarness line = line(core(text -> text))) {
            DfuBoard board = plug(line, 1, "spark-core:pace=none,fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.read(0, 0x80000, 30_000)).isEqualTo(file("data.bin"));
        }
    }

    @Test
    void aRecipeThatWouldOverwriteTheBoardsOwnKeyIsRefusedBeforeTheFirstByte() throws Exception {
        try (LineHarness line = line(core(text -> text.replace("0x80000", "0x2000")))) {
            DfuBoard board = plug(line, 1, "spark-core:pace=none");

            JobSummary job = line.ended(begin(line, 1)).summary();

            Failure failure = Objects.requireNonNull(job.failure());
            assertThat(failure.kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(failure.message()).contains("private key", "intoKeys: true");
            assertThat(board.read(0, 0, 0x20000)).containsOnly(0xff);
        }
    }

    @Test
    void aBoardOfAnotherProductIsNotServed() throws Exception {
        try (LineHarness line = line(once())) {
            BoardSpec.parse("dfuse:pace=none").plug(line.hub(), 1, pages, told -> {});

            line.awaitState(
                    1,
                    now -> now instanceof PortState.Detected detected
                            && detected.problem() != null
                            && detected.problem().kind() == FailureKind.CHIP_NOT_SERVED
                            && detected.problem().message().contains("stm32"));
        }
    }

    @Test
    void theDemoMakesItsBoardsItsFilesAndItsLabels() throws IOException {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/spark-core.yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("SC-[0-9]{5}").contains("1 passed");
    }

    @Test
    void aPlainBoardIsDetachedWrittenAndReadBack() throws Exception {
        try (LineHarness line = line(TestRecipes.of("plain", PLAIN))) {
            DfuBoard board = plug(line, 1, "dfu:starts=application,end=reset,block=0ms");

            JobSummary job = line.ended(((ScanOutcome.Started) line.scanFor(1, "PL-001")).job())
                    .summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.images()).extracting(ImageUsed::proved).containsExactly("DFU upload, byte by byte");
            assertThat(board.read(0, 0, 70 * 1024)).isEqualTo(file("firmware.bin"));
        }
    }

    /** The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        Recipe first =
                TestRecipes.shipped("spark-core", "spark-core-once", text -> text.replace("attempts: 3", "attempts: 1")
                        .replace("SC-[0-9]{5}", "SV-[0-9]{5}")
                        .replace("timeout: 12s", "timeout: 3s"));
        try (LineHarness line = line(first, core(text -> text))) {
            new VanishSweep(line, pages, "spark-core:pace=none", "SV-%05d", "SC-%05d").run();
        }
    }
}
