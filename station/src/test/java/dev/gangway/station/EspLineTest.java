package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.PortFixture;
import dev.gangway.config.StationConfig;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BoardId;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.esp.EspBoard;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards with a chip of Espressif's on a whole line: a build of ESP-IDF as it is, and images one by one. */
class EspLineTest {
    private static final String APP = "app.bin";

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private int units;

    @BeforeEach
    void images() throws IOException {
        build("esp32");
    }

    private void build(String chip) throws IOException {
        EspKind kind = new EspKind();
        kind.writeImages(BoardOptions.of(kind, Map.of("chip", chip)), folder.resolve("images"), 0, 4);
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

    private static Recipe recipe(UnaryOperator<String> change) {
        return TestRecipes.shipped("esp32", change);
    }

    private static Recipe once() {
        return recipe(EspLineTest::onceOnly);
    }

    private static String onceOnly(String text) {
        return text.replace("attempts: 3", "attempts: 1");
    }

    /** Three images with their places instead of the build's list. */
    private static Recipe oneByOne(String app, String chip) {
        return recipe(text -> onceOnly(text)
                .replace("chips: [esp32]", "chips: [" + chip + "]")
                .replace("""
                          build:
                            file: flasher_args.json
                            format: text
                        """, """
                          bootloader: { file: bootloader/bootloader.bin, format: raw }
                          partitions: { file: partition_table/partition-table.bin, format: raw }
                          app: { file: app.bin, format: raw }
                        """)
                .replace(
                        "  - esp.build: build\n",
                        "  - esp.write:\n      - { image: bootloader, at: 0x1000 }\n      - { image: partitions, at: 0x8000 }\n"
                                + "      - { image: app, at: " + app + " }\n    flashSize: detect\n"));
    }

    private EspBoard put(LineHarness line, int port, String spec) {
        return (EspBoard) BoardSpec.parse(spec, port).plug(line.hub(), port, pages, told -> {});
    }

    private EspBoard plug(LineHarness line, int port, String spec) {
        EspBoard board = put(line, port, spec);
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private JobId begin(LineHarness line, int port) {
        return ((ScanOutcome.Started) line.scanFor(port, String.format("ESP-%05d", ++units))).job();
    }

    private JobSummary failed(LineHarness line, int port) {
        JobSummary job = line.ended(begin(line, port)).summary();
        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        return job;
    }

    private void assertFlashed(EspBoard board) throws IOException {
        byte[] app = Files.readAllBytes(folder.resolve("images").resolve(APP));
        assertThat(board.read(0x10000, app.length)).isEqualTo(app);
    }

    @Test
    void aBuildIsWrittenProvedAndStarted() throws Exception {
        try (LineHarness line = line(recipe(text -> text))) {
            EspBoard board = plug(line, 1, "esp:chip=esp32,mac=24:6f:28:01:02:03");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("esp32");
            assertThat(job.boardId()).isEqualTo(new BoardId("mac:24:6f:28:01:02:03"));
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .contains(
                            tuple("build:bootloader/bootloader.bin", "ESP ROM MD5"),
                            tuple("build:partition_table/partition-table.bin", "ESP ROM MD5"),
                            tuple("build:app.bin", "ESP ROM MD5"));
            assertFlashed(board);
            await().until(board::runsApplication);
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @Test
    void imagesOneByOneGoToAChipOnItsOwnPort() throws Exception {
        build("esp32s3");
        Files.move(folder.resolve("images/bootloader/bootloader.bin"), folder.resolve("images/first.bin"));
        Recipe recipe = recipe(text -> onceOnly(text)
                .replace("chips: [esp32]", "chips: [esp32s3]")
                .replace("file: flasher_args.json", "file: first.bin")
                .replace("format: text", "format: raw")
                .replace("esp.build: build", "esp.write: [{ image: build, at: 0 }]\n    flashSize: detect")
                .replace("esp.verify:", "esp.verify-read:"));
        try (LineHarness line = line(recipe)) {
            EspBoard board = plug(line, 1, "esp:chip=esp32s3,usb=own,flash=8M");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.images()).extracting(ImageUsed::proved).containsExactly("ESP ROM read back, byte by byte");
            assertThat(board.read(3, 1)).containsExactly(0x30); // 8 MB, and the digest is right: it starts
            await().until(board::runsApplication);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @Tag("long")
    @CsvSource({
        "fault=dead-flash, medium-failed, does not answer",
        "fault=lost-write@100xalways, verify-mismatch, write-protected",
        "fault=write-error@20000, medium-failed, does not hold",
        "flash=1M, image-too-large, ends at 0x100000",
        "encryption=on, secure-boot, encrypted"
    })
    void aBoardThatCannotBeFlashedFailsForIt(String board, String kind, String told) throws Exception {
        try (LineHarness line = line(once())) {
            plug(line, 1, "esp:" + board);

            Failure failure = Objects.requireNonNull(failed(line, 1).failure());

            assertThat(failure.kind().code()).as("%s", failure).isEqualTo(kind);
            assertThat(failure.message()).contains(told);
        }
    }

    /** The first is the seed report's: "result was 0xc1" after block 13, and the second try worked. */
    @ParameterizedTest
    @CsvSource("bad-block@20000:c1")
    void aBoardThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        try (LineHarness line = line(recipe(text -> text))) {
            EspBoard board = plug(line, 1, "esp:fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertFlashed(board);
        }
    }

    @ParameterizedTest
    @Tag("lab") // each waits for an answer that never comes
    @CsvSource({
        "flip-write@30000",
        "chip-reset@30000",
        "wrong-answer@30000",
        "boot-pin@100",
        "drop-byte@30000",
        "double-byte@30000",
        "flip-byte@30000",
        "disconnect@30000:50ms",
        "timeout@30000:200ms",
        "garbage@30000"
    })
    void aLineThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        aBoardThatStumblesOncePassesInTheEnd(fault);
    }

    @Test
    void anotherChipIsNotServed() throws Exception {
        try (LineHarness line = line(once())) {
            put(line, 1, "esp:chip=esp32c3,usb=own");

            line.awaitState(
                    1,
                    now -> now instanceof PortState.Detected detected
                            && detected.problem() != null
                            && detected.problem().kind() == FailureKind.CHIP_NOT_SERVED
                            && detected.problem().message().contains("esp32c3"));
        }
    }

    /** Asking a board behind an adapter would reset it: it is not touched before its scan, which then finds out. */
    @Test
    void aBoardBehindAnAdapterIsLeftAloneUntilItsScan() throws Exception {
        try (LineHarness line = line(once())) {
            List<String> console = new CopyOnWriteArrayList<>();
            BoardSpec.parse("esp:chip=esp32c3", 1).plug(line.hub(), 1, pages, console::add);
            line.awaitState(1, PortState.AwaitingScan.class);

            assertThat(line.status(1).board()).isNull();
            assertThat(console).noneMatch(told -> told.contains("the loader waits"));
            Failure failure = Objects.requireNonNull(failed(line, 1).failure());

            assertThat(failure.kind()).isEqualTo(FailureKind.CHIP_NOT_SERVED);
            assertThat(failure.message()).contains("esp32c3");
        }
    }

    /** The adapter stays, and the fixture gets another board. */
    @Test
    void aFixturesAdapterTakesTheNextScanWhenItsBoardHasPassed() throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .ports(VanishSweep.PORTS)
                .recipes(once())
                .slots(new StationConfig.PortEntry(
                        PortPath.virtual(1), new Slot("F1"), 0, 0, List.of(), new PortFixture(true, null, null)))
                .images(folder.resolve("images"))
                .start()) {
            EspBoard board = plug(line, 1, "esp");
            assertThat(line.status(1).line()).isTrue();

            for (int i = 0; i < 2; i++) {
                JobSummary job = line.ended(
                                ((ScanOutcome.Started) line.scanFor("F1", String.format("ESP-%05d", ++units))).job())
                        .summary();
                assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            }
            assertFlashed(board);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @Tag("long")
    @CsvSource({
        "0x9000, esp32, recipe-invalid, is an application",
        "0x8000, esp32, recipe-invalid, overlap",
        "0x10800, esp32, recipe-invalid, no multiple of 0x1000",
        "0x300000, esp32, recipe-invalid, is in no partition",
        "0x10000, esp32c3, image-invalid, this board has an ESP32-C3"
    })
    void imagesThatContradictEachOtherOrTheBoardAreRefusedBeforeAnythingIsWritten(
            String app, String chip, String kind, String told) throws Exception {
        try (LineHarness line = line(oneByOne(app, chip))) {
            EspBoard board = plug(line, 1, "esp:chip=" + chip);

            Failure failure = Objects.requireNonNull(failed(line, 1).failure());

            assertThat(failure.kind().code()).as("%s", failure).isEqualTo(kind);
            assertThat(failure.message()).contains(told);
            assertThat(board.read(0, 1 << 20)).containsOnly(0xff);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @Tag("long")
    @CsvSource({
        "app.bin, 30000, truncated",
        "bootloader/bootloader.bin, 1000, truncated",
        "partition_table/partition-table.bin, 64, the file ends in row 3",
        "flasher_args.json, 100, no sound JSON"
    })
    void aFileThatWasCutIsRefusedBeforeAnythingIsWritten(String name, int length, String told) throws Exception {
        Path file = folder.resolve("images").resolve(name);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
        try (LineHarness line = line(once())) {
            EspBoard board = plug(line, 1, "esp:chip=esp32");

            Failure failure = Objects.requireNonNull(failed(line, 1).failure());

            assertThat(failure.kind()).as("%s", failure).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(failure.message()).contains(told);
            assertThat(board.read(0, 1 << 20)).containsOnly(0xff);
        }
    }

    @Test
    @Tag("lab")
    @Tag("long")
    void aBuildWithoutItsFilesSaysWhichIsMissing() throws Exception {
        Files.delete(folder.resolve("images/bootloader/bootloader.bin"));
        try (LineHarness line = line(once())) {
            plug(line, 1, "esp:chip=esp32");

            Failure failure = Objects.requireNonNull(failed(line, 1).failure());

            assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_MISSING);
            assertThat(failure.message()).contains("bootloader.bin");
        }
    }

    /** What its boot ROM gives back is nothing, so the recipe has to say that nothing is proved. */
    @Test
    void anOldChipPassesOnlyWhenTheRecipeDoesNotAskForAProof() throws Exception {
        build("esp8266");
        UnaryOperator<String> old = text -> onceOnly(text).replace("chips: [esp32]", "chips: [esp8266]");
        try (LineHarness line = line(recipe(old))) {
            plug(line, 1, "esp:chip=esp8266");
            Failure failure = Objects.requireNonNull(failed(line, 1).failure());
            assertThat(failure.message()).contains("verify: none");
        }
        Recipe unproved = recipe(text -> old.apply(text)
                .replace("verify: readback", "verify: none")
                .replace("  - esp.verify:\n    name: prove the flash\n", ""));
        try (LineHarness line = line(unproved)) {
            EspBoard board = plug(line, 1, "esp:chip=esp8266");
            JobSummary job = line.ended(begin(line, 1)).summary();
            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertFlashed(board);
        }
    }

    @Test
    void theDemoMakesItsBoardsAndItsFiles() throws IOException {
        CommandRun run =
                CommandRun.of("demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/esp32.yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("ESP-[0-9]{5}").contains("1 passed");
    }

    /** A byte is lost, doubled or changed at places spread over the whole job; each board passes all the same. */
    @ParameterizedTest
    @Tag("lab")
    @Tag("long")
    @ValueSource(strings = {"drop-byte", "double-byte", "flip-byte"})
    void aLineThatIsNoisyAnywhereIsOvercome(String fault) throws Exception {
        try (LineHarness line = line(recipe(text -> text.replace("backOff: 2s", "backOff: 100ms")))) {
            new NoiseSweep(line, pages, "esp:chip=esp32", "ESP-%05d", board -> assertFlashed((EspBoard) board))
                    .run(fault);
        }
    }

    /** The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        try (LineHarness line = line(once())) {
            new VanishSweep(line, pages, "esp:chip=esp32", "ESP-%05d", "ESP-%05d").run();
        }
    }
}
