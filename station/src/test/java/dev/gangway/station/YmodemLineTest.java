package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BoardId;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.ymodem.FileBoard;
import dev.gangway.virtual.ymodem.SparkSerialKind;
import dev.gangway.virtual.ymodem.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Boards that take files by YMODEM on a whole line: Spark Cores with the recipe that is shipped for them, and one behind an adapter. */
class YmodemLineTest {
    private static final String BEHIND_AN_ADAPTER = """
            kind: recipe
            version: 1
            title: A board behind an adapter
            serves: { mode: ymodem, chips: [serial-line] }
            serial: { pattern: "YM-[0-9]{5}" }
            images:
              firmware: { file: firmware.bin, format: raw }
            retry: { attempts: 3, backOff: 10ms, maxBackOff: 10ms }
            steps:
              - ymodem.type: d
                says: download
              - ymodem.send: firmware
                says: "%d Bytes"
              - ymodem.type: u
                name: ask for it back
                says: upload
              - ymodem.verify: firmware
              - ymodem.type: x
                name: start it
                says: Starting
            """;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private int units;

    @BeforeEach
    void images() throws IOException {
        SparkSerialKind kind = new SparkSerialKind();
        kind.writeImages(BoardOptions.of(kind, Map.of()), folder.resolve("images"), 0, 4);
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
        return TestRecipes.shipped(
                "spark-core-serial",
                text -> change.apply(text.replace("backOff: 2s, maxBackOff: 10s", "backOff: 10ms, maxBackOff: 10ms")));
    }

    private static Recipe adapter(UnaryOperator<String> change) {
        return TestRecipes.of("adapter", change.apply(BEHIND_AN_ADAPTER));
    }

    private FileBoard plug(LineHarness line, String spec) {
        FileBoard board = (FileBoard) BoardSpec.parse(spec, 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        return board;
    }

    private JobSummary run(LineHarness line, String form) {
        JobId job = ((ScanOutcome.Started) line.scanFor(1, String.format(form, ++units))).job();
        return line.ended(job).summary();
    }

    private byte[] firmware() throws IOException {
        return Files.readAllBytes(folder.resolve("images/firmware.bin"));
    }

    @Test
    void aSparkCoreTakesItsFirmwareAndComesBackWithIt() throws Exception {
        try (LineHarness line = line(core(text -> text))) {
            FileBoard board = plug(line, "spark-core-serial:pace=none,serial=8D7028785754");

            JobSummary job = run(line, "SC-%05d");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("spark-core-serial");
            assertThat(job.boardId()).isEqualTo(new BoardId("serial:8D7028785754"));
            assertThat(job.identity()).containsEntry(BootMode.YMODEM, IdentityBasis.SERIAL);
            assertThat(job.images())
                    .as("nothing can be read back, and the record says so")
                    .extracting(ImageUsed::proved)
                    .containsOnlyNulls();
            assertThat(board.file().map(StoredFile::content)).contains(firmware());
            assertThat(board.runsFile()).isTrue();
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @Test
    void aRunningSparkCoreIsAskedByARate() throws Exception {
        try (LineHarness line = line(core(text -> text.replace("ymodem.type: f", "ymodem.touch: 28800")))) {
            FileBoard board = plug(line, "spark-core-serial:pace=none,starts=application");

            JobSummary job = run(line, "SC-%05d");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.file().map(StoredFile::content)).contains(firmware());
        }
    }

    @Test
    void aBoardBehindAnAdapterIsWrittenReadBackAndStarted() throws Exception {
        try (LineHarness line = line(adapter(text -> text))) {
            FileBoard board = plug(line, "ymodem");

            JobSummary job = run(line, "YM-%05d");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("serial-line");
            assertThat(job.boardId())
                    .as("an adapter's serial is not the board's")
                    .isNull();
            assertThat(job.images()).extracting(ImageUsed::proved).containsExactly("received back, byte by byte");
            assertThat(board.file()).map(StoredFile::name).contains("firmware.bin");
            assertThat(board.file().map(StoredFile::content)).contains(firmware());
            assertThat(board.runsFile()).isTrue();
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({"never-starts, 1", "cancel@20000, 2", "dies@20000, 2", "stall@20000, 2", "disconnect@20000:50ms, 2"})
    void aBoardThatStumblesOncePassesInTheEnd(String fault, int attempts) throws Exception {
        try (LineHarness line = line(adapter(text -> text))) {
            FileBoard board = plug(line, "ymodem:fault=" + fault);

            JobSummary job = run(line, "YM-%05d");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.attempts()).hasSize(attempts);
            assertThat(board.file().map(StoredFile::content)).contains(firmware());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ymodem:room=1000, board-refused, refuses firmware.bin",
        "ymodem:fault=corrupt-write, verify-mismatch, differs from what the board gives back",
        "'ymodem:fault=cancelxalways', transfer-failed, download aborted"
    })
    void aBoardWithAFaultOfItsOwnFailsForIt(String board, String kind, String message) throws Exception {
        try (LineHarness line = line(adapter(text -> text))) {
            plug(line, board);

            JobSummary job = run(line, "YM-%05d");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code())
                    .as("%s", job.failure())
                    .isEqualTo(kind);
            assertThat(job.failure().message()).contains(message);
        }
    }

    @Test
    @Tag("lab") // asks three times, and waits
    @Tag("long")
    void garbageAtAnotherRateIsSaidToBeThat() throws Exception {
        try (LineHarness line = line(adapter(text -> text.replace("attempts: 3", "attempts: 1")))) {
            plug(line, "ymodem:rate=9600");

            JobSummary job = run(line, "YM-%05d");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).message()).contains("rate");
        }
    }

    @Test
    void firmwareThatASparkCoreHasNoRoomForIsAnImagesFault() throws Exception {
        Files.write(folder.resolve("images/firmware.bin"), new byte[120_000]);
        try (LineHarness line = line(core(text -> text))) {
            FileBoard board = plug(line, "spark-core-serial:pace=none");

            JobSummary job = run(line, "SC-%05d");

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
            assertThat(job.attempts()).hasSize(1);
            assertThat(board.file()).isEmpty();
        }
    }

    /** Its receiver checks no CRC: what the line damages is not noticed, and the recipe says that nothing is proved. */
    @Test
    void aFlippedBitOnTheWayToASparkCoreIsNotSeen() throws Exception {
        try (LineHarness line = line(core(text -> text))) {
            FileBoard board = plug(line, "spark-core-serial:pace=none,fault=flip-byte@20000");

            JobSummary job = run(line, "SC-%05d");

            assertThat(job.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(job.images()).extracting(ImageUsed::proved).containsOnlyNulls();
            byte[] held = board.file().orElseThrow().content();
            assertThat(Arrays.mismatch(held, firmware())).isNotNegative();
        }
    }

    @Test
    void aBoardThatRunsIsOpenedOnlyWhereARecipeIsForIt() throws Exception {
        try (LineHarness line = line(TestRecipes.shipped("spark-core", text -> text))) {
            BoardSpec.parse("spark-core-serial").plug(line.hub(), 1, pages, told -> {});

            line.awaitState(
                    1,
                    now -> now instanceof PortState.Detected detected
                            && detected.mode() == BootMode.RUNNING
                            && detected.problem() != null
                            && detected.problem().message().contains("can't ask it who it is"));
        }
    }

    @Test
    void theDemoMakesItsBoardsItsFilesAndItsLabels() throws IOException {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/spark-core-serial.yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("SC-[0-9]{5}").contains("1 passed");
    }

    /** A byte is lost, doubled or changed at places spread over the whole job; each board passes all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"drop-byte", "double-byte", "flip-byte"})
    @Tag("lab")
    @Tag("long")
    void aLineThatIsNoisyAnywhereIsOvercome(String fault) throws Exception {
        try (LineHarness line = line(adapter(text -> text))) {
            new NoiseSweep(line, pages, "ymodem:", "YM-%05d", board -> assertThat(
                                    ((FileBoard) board).file().map(StoredFile::content))
                            .contains(firmware()))
                    .run(fault);
        }
    }

    /** The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @ParameterizedTest
    @ValueSource(strings = {"spark-core-serial:pace=none", "ymodem:"})
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses(String board) throws Exception {
        UnaryOperator<String> once = text -> text.replace("attempts: 3", "attempts: 1")
                .replace("SC-[0-9]{5}", "SV-[0-9]{5}")
                .replace("YM-[0-9]{5}", "SV-[0-9]{5}")
                .replace("timeout: 30s", "timeout: 3s");
        boolean spark = board.startsWith("spark");
        Recipe first = spark
                ? TestRecipes.shipped("spark-core-serial", "once", once)
                : TestRecipes.of("once", once.apply(BEHIND_AN_ADAPTER));
        try (LineHarness line = line(first, spark ? core(text -> text) : adapter(text -> text))) {
            new VanishSweep(line, pages, board, "SV-%05d", spark ? "SC-%05d" : "YM-%05d").run();
        }
    }
}
