package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.sdp.SdpBoard;
import dev.gangway.virtual.sdp.SdpKind;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** i.MX boards on a whole line: a U-Boot over SDP, and what that writes over fastboot. */
class SdpLineTest {
    private static final int ROOTFS = 200_000;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] rootfs = new byte[ROOTFS];
    private int units;

    @BeforeEach
    void images() throws IOException {
        SdpKind kind = new SdpKind();
        kind.writeImages(BoardOptions.of(kind, Map.of()), folder.resolve("images"), 0, 4);
        new Random(9).nextBytes(rootfs);
        Files.write(folder.resolve("images/rootfs.img"), rootfs);
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
        return TestRecipes.shipped("imx-sdp-fastboot", change);
    }

    private static Recipe once() {
        return recipe(text -> text.replace("attempts: 3", "attempts: 1").replace("timeout: 12s", "timeout: 3s"));
    }

    private SdpBoard put(LineHarness line, int port, String spec) {
        return (SdpBoard) BoardSpec.parse(spec, port).plug(line.hub(), port, pages, told -> {});
    }

    private SdpBoard plug(LineHarness line, int port, String spec) {
        SdpBoard board = put(line, port, spec);
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private JobId begin(LineHarness line, int port) {
        return ((ScanOutcome.Started) line.scanFor(port, String.format("IMX-%05d", ++units))).job();
    }

    private byte[] uboot() throws IOException {
        return Files.readAllBytes(folder.resolve("images/u-boot-dtb.imx"));
    }

    private byte[] flashed(SdpBoard board) throws Exception {
        ByteBuffer held = ByteBuffer.allocate(ROOTFS);
        board.partitions().orElseThrow().read("rootfs", 0, held);
        return held.array();
    }

    @Test
    void aBlankBoardGetsItsUbootAndItsRootFileSystem() throws Exception {
        try (LineHarness line = line(recipe(text -> text))) {
            SdpBoard board = plug(line, 1, "sdp:soc=imx6ul");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("imx6ul");
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .contains(tuple("uboot", "memory read back"));
            assertThat(board.read(0x877ff400L, uboot().length)).isEqualTo(uboot());
            assertThat(flashed(board)).isEqualTo(rootfs);
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    /** Its boot ROM takes no commands: nothing is proved, and the record says so. */
    @Test
    void aBoardThatTakesAStreamGetsItsUbootAndItsRootFileSystem() throws Exception {
        SdpKind kind = new SdpKind();
        kind.writeImages(BoardOptions.of(kind, Map.of("soc", "imx8mp")), folder.resolve("images"), 0, 4);
        byte[] flash = Files.readAllBytes(folder.resolve("images/flash.bin"));
        try (LineHarness line = line(TestRecipes.shipped("imx8mp-sdps-fastboot", text -> text))) {
            SdpBoard board = plug(line, 1, "sdp:soc=imx8mp,fault=stall@100000");

            JobSummary job = line.ended(((ScanOutcome.Started) line.scanFor(1, "IMX8-00001")).job())
                    .summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.attempts()).hasSize(2);
            assertThat(job.chip()).isEqualTo("imx8mp");
            assertThat(job.images()).extracting(ImageUsed::proved).containsOnlyNulls();
            assertThat(board.read(0, flash.length)).isEqualTo(flash);
            assertThat(flashed(board)).isEqualTo(rootfs);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'then=nothing', board-not-back, U-Boot did not start",
        "'secure-boot=closed', secure-boot, not signed",
        "'fault=wrong-ack@2000', board-refused, answered",
        "'fault=corrupt-write@2000', upload-damaged, differs",
        "'fault=no-jump', board-refused, does not start",
        "'fault=hab-nonsense@2000', protocol-garbage, 11223344"
    })
    void aBoardWithAFaultOfItsOwnFailsForIt(String board, String kind, String told) throws Exception {
        try (LineHarness line = line(once())) {
            plug(line, 1, "sdp:soc=imx6ul," + board);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            Failure failure = Objects.requireNonNull(job.failure());
            assertThat(failure.kind().code()).as("%s", failure).isEqualTo(kind);
            assertThat(failure.message()).contains(told);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({"stall@20000", "short@400000", "garbage@400000", "disconnect@20000:50ms", "timeout@20000:200ms"})
    void aBoardThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        try (LineHarness line = line(recipe(text -> text))) {
            SdpBoard board = plug(line, 1, "sdp:soc=imx6ul,fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(flashed(board)).isEqualTo(rootfs);
        }
    }

    @Test
    void aFileThatIsNoImageForABootRomIsRefusedBeforeABoardIsTouched() throws Exception {
        Files.write(folder.resolve("images/u-boot-dtb.imx"), rootfs);
        try (LineHarness line = line(once())) {
            SdpBoard board = plug(line, 1, "sdp:soc=imx6ul");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(board.read(0x877ff400L, 16)).containsOnly(0);
        }
    }

    @Test
    void aChipOfAnotherProductIsNotServed() throws Exception {
        try (LineHarness line = line(once())) {
            put(line, 1, "sdp:soc=imx8mm");

            line.awaitState(
                    1,
                    now -> now instanceof PortState.Detected detected
                            && detected.problem() != null
                            && detected.problem().kind() == FailureKind.CHIP_NOT_SERVED
                            && detected.problem().message().contains("imx8mm"));
        }
    }

    @Test
    void theDemoMakesItsBoardsAndItsFiles() throws IOException {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/imx-sdp-fastboot.yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("IMX-[0-9]{5}").contains("1 passed");
    }

    /** The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        try (LineHarness line = line(once())) {
            new VanishSweep(line, pages, "sdp:soc=imx6ul", "IMX-%05d", "IMX-%05d").run();
        }
    }

    /** The same on a chip whose boot ROM takes a stream and answers nothing. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereInAStreamFailsAndTheNextOnePasses() throws Exception {
        SdpKind kind = new SdpKind();
        kind.writeImages(BoardOptions.of(kind, Map.of("soc", "imx8mp")), folder.resolve("images"), 0, 4);
        Recipe recipe = TestRecipes.shipped("imx8mp-sdps-fastboot", text -> text.replace("attempts: 3", "attempts: 1")
                .replace("timeout: 12s", "timeout: 3s"));
        try (LineHarness line = line(recipe)) {
            new VanishSweep(line, pages, "sdp:soc=imx8mp", "IMX8-%05d", "IMX8-%05d").run();
        }
    }
}
