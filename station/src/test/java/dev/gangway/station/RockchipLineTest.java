package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BootMode;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.rockchip.RockchipBoard;
import dev.gangway.virtual.rockchip.RockchipKind;
import dev.gangway.virtual.rockchip.SampleLoader;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards with Rockchip chips on a whole line, with the recipe that is shipped for them. */
class RockchipLineTest {
    private static final String SOUND = "rockchip:pace=none,size=32M";

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private int units;

    @BeforeEach
    void images() throws IOException {
        RockchipKind kind = new RockchipKind();
        kind.writeImages(BoardOptions.of(kind, Map.of()), images("images"), 600_000, 4);
    }

    private Path images(String name) {
        return folder.resolve(name);
    }

    @AfterEach
    void close() {
        pages.close();
    }

    private LineHarness line(Recipe... recipes) throws StartFailure {
        return LineSetup.in(folder)
                .ports(VanishSweep.PORTS)
                .recipes(recipes)
                .images(images("images"))
                .start();
    }

    private static Recipe shipped() {
        return TestRecipes.shipped("rk3399-emmc", text -> text.replace("backOff: 2s", "backOff: 100ms"));
    }

    private static Recipe once() {
        return TestRecipes.shipped("rk3399-emmc", "rk3399-once", text -> text.replace("attempts: 3", "attempts: 1")
                .replace("RK-[0-9]{5}", "RV-[0-9]{5}")
                .replace("timeout: 30s", "timeout: 3s"));
    }

    private RockchipBoard put(LineHarness line, int port, String spec) {
        return (RockchipBoard) BoardSpec.parse(spec, port).plug(line.hub(), port, pages, told -> {});
    }

    private JobId begin(LineHarness line, int port, String prefix) {
        line.awaitState(port, PortState.AwaitingScan.class);
        String serial = String.format("%s-%05d", prefix, ++units);
        return ((ScanOutcome.Started) line.scanFor(port, serial)).job();
    }

    private byte[] file(String name) throws IOException {
        return Files.readAllBytes(images("images").resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maskrom", "loader"})
    void aBoardIsLoadedWrittenReadBackAndStarted(String plug) throws Exception {
        try (LineHarness line = line(shipped())) {
            RockchipBoard board = put(line, 1, SOUND + ",plug=" + plug);

            JobSummary job = line.ended(begin(line, 1, "RK")).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("rk3399");
            assertThat(job.identity()).containsEntry(BootMode.MASKROM, IdentityBasis.CHIP);
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .contains(
                            tuple("idbloader", "sectors read back, byte by byte"),
                            tuple("uboot", "sectors read back, byte by byte"));
            assertThat(board.runsSystem()).isTrue();
            assertThat(board.read(64 * 512, 150_000)).isEqualTo(file("idbloader.img"));
            assertThat(board.read(0x4000 * 512, 600_000)).isEqualTo(file("u-boot.itb"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "corrupt-write, verify-mismatch",
        "swallow-write, verify-mismatch",
        "write-error, medium-failed",
        "read-error, medium-failed"
    })
    void aBoardWithAFaultOfItsOwnFailsForIt(String fault, String kind) throws Exception {
        try (LineHarness line = line(once())) {
            put(line, 1, SOUND + ",fault=" + fault);

            JobSummary job = line.ended(begin(line, 1, "RV")).summary();

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code())
                    .as("%s", job.failure())
                    .isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({
        "stall@300000",
        "stall@20000",
        "short@300000",
        "garbage@300000",
        "disconnect@300000:50ms",
        "wrong-tag@300000",
        "busy"
    })
    void aBoardThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        Recipe patient = TestRecipes.shipped(
                "rk3399-emmc",
                text -> text.replace("attempts: 3, backOff: 2s", "attempts: 3, also: [medium-failed], backOff: 100ms"));
        try (LineHarness line = line(patient)) {
            RockchipBoard board = put(line, 1, SOUND + ",fault=" + fault);

            JobSummary job = line.ended(begin(line, 1, "RK")).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.read(0x4000 * 512, 600_000)).isEqualTo(file("u-boot.itb"));
        }
    }

    @Test
    @Tag("lab")
    void aLoaderThatDoesNotStartFailsTheJobWithWhatToLookAt() throws Exception {
        try (LineHarness line = line(once())) {
            put(line, 1, SOUND + ",fault=no-loader");

            Failure failure = Objects.requireNonNull(
                    line.ended(begin(line, 1, "RV")).summary().failure());

            assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_NOT_BACK);
            assertThat(failure.message()).contains("is it the loader for this board's memory?");
        }
    }

    @Test
    void aLoaderForAnotherChipFailsTheJobBeforeAnythingIsSent() throws Exception {
        Files.write(images("images").resolve("loader.bin"), SampleLoader.make("rk3568", 500, 500, 0, 1));
        try (LineHarness line = line(once())) {
            RockchipBoard board = put(line, 1, SOUND);

            JobSummary job = line.ended(begin(line, 1, "RV")).summary();

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(board.runsSystem()).isFalse();
        }
    }

    @Test
    void aBoardWithAnotherChipIsNotServed() throws Exception {
        try (LineHarness line = line(once())) {
            put(line, 1, "rockchip:soc=rk3568");

            line.awaitState(
                    1,
                    now -> now instanceof PortState.Detected detected
                            && detected.problem() != null
                            && detected.problem().kind() == FailureKind.CHIP_NOT_SERVED
                            && detected.problem().message().contains("rk3568"));
        }
    }

    /** The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        try (LineHarness line = line(once(), shipped())) {
            new VanishSweep(line, pages, SOUND, "RV-%05d", "RK-%05d").run();
        }
    }
}
