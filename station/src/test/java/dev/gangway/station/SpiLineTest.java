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
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards whose SPI NOR flash is written over FEL, on a whole line. */
class SpiLineTest {
    private static final int BYTES = 5000;
    private static final String RECIPE = """
            kind: recipe
            version: 1
            title: A board with SPI flash
            serves: { mode: fel, chips: [h3] }
            serial: { pattern: "SP-[0-9]{5}" }
            images:
              system: { file: system.bin, format: raw }
            retry: { attempts: ATTEMPTS, backOff: 50ms, powerCycle: false }
            verify: readback
            steps:
              - await: fel
              - fel.spi-write: system
                at: 0x10000
              - fel.spi-verify: system
                at: 0x10000
            """;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] system = new byte[BYTES];
    private int units;

    @BeforeEach
    void images() throws IOException {
        new Random(3).nextBytes(system);
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/system.bin"), system);
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

    private static Recipe recipe(int attempts, String from, String to) {
        return TestRecipes.of("spi", RECIPE.replace("ATTEMPTS", "" + attempts).replace(from, to));
    }

    private static Recipe recipe(int attempts) {
        return recipe(attempts, "", "");
    }

    private AllwinnerBoard put(LineHarness line, int port, String spec) {
        return (AllwinnerBoard) BoardSpec.parse(spec, port).plug(line.hub(), port, pages, told -> {});
    }

    private AllwinnerBoard plug(LineHarness line, int port, String spec) {
        AllwinnerBoard board = put(line, port, spec);
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private JobId begin(LineHarness line, int port) {
        return ((ScanOutcome.Started) line.scanFor(port, String.format("SP-%05d", ++units))).job();
    }

    private static Failure failure(JobSummary job) {
        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        return Objects.requireNonNull(job.failure());
    }

    @Test
    void aFlashIsWrittenReadBackAndOnRecord() throws Exception {
        try (LineHarness line = line(recipe(1))) {
            AllwinnerBoard board = plug(line, 1, "allwinner:soc=h3,spi=winbond16m");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .containsExactly(tuple("system", "SPI flash read back over FEL, byte by byte"));
            assertThat(board.spiFlash().content(0x10000, BYTES)).isEqualTo(system);
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @Test
    void aBoardComesBackAtHighSpeedAndGoesOn() throws Exception {
        Recipe fast =
                recipe(1, "  - await: fel\n", "  - await: fel\n  - fel.highspeed:\n  - await: fel\n    name: again\n");
        try (LineHarness line = line(fast)) {
            AllwinnerBoard slow = plug(line, 1, "allwinner:soc=h3,spi=winbond16m");
            plug(line, 2, "allwinner:soc=h3,spi=winbond16m,usb=high");

            JobSummary one = line.ended(begin(line, 1)).summary();
            JobSummary two = line.ended(begin(line, 2)).summary();

            assertThat(one.verdict()).as("%s", one.failure()).isEqualTo(Verdict.PASSED);
            assertThat(two.verdict()).as("%s", two.failure()).isEqualTo(Verdict.PASSED);
            assertThat(slow.spiFlash().content(0x10000, BYTES)).isEqualTo(system);
        }
    }

    @Test
    void aBoardWhoseFlashIsTooSmallIsRefusedBeforeTheFirstByte() throws Exception {
        Recipe atTheEnd = recipe(1, "0x10000", "0xf000");
        try (LineHarness line = line(atTheEnd)) {
            AllwinnerBoard board = plug(line, 1, "allwinner:soc=h3,spi=winbond64k");

            Failure failure = failure(line.ended(begin(line, 1)).summary());

            assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
            assertThat(failure.message()).contains("5000 bytes", "65536 bytes", "ef3010");
            assertThat(board.spiFlash().erases()).isZero();
        }
    }

    /** It wraps around: what is written last is what is there. */
    @Test
    void aFlashThatIsSmallerThanItSaysFails() throws Exception {
        Files.write(folder.resolve("images/system.bin"), Arrays.copyOf(system, (1 << 16) + BYTES));
        try (LineHarness line = line(recipe(1, "0x10000", "0x0"))) {
            plug(line, 1, "allwinner:soc=h3,spi=winbond64k,fault=spi-id:ef4018");

            Failure failure = failure(line.ended(begin(line, 1)).summary());

            assertThat(failure.kind()).as("%s", failure).isEqualTo(FailureKind.VERIFY_MISMATCH);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'spi=none', board-refused, No SPI flash detected",
        "'spi=winbond16m,fault=spi-id:c22018', board-refused, c22018",
        "'spi=winbond16m,fault=spi-id:efaa21', board-refused, SPI NAND",
        "'spi=winbond16m,fault=spi-protected', board-refused, write-protected",
        "'spi=winbond16m,fault=spi-no-erasexalways', verify-mismatch, differs",
        "'spi=winbond16m,fault=spi-stuck-bit', verify-mismatch, 0x10000"
    })
    void aFlashThatIsNotAsItShouldBeFailsTheBoard(String board, String kind, String told) throws Exception {
        String first = "  - await: fel\n  - fel.spi-write: old\n    at: 0x10000\n    name: what was there\n";
        String twice = board.contains("no-erase") ? first : "  - await: fel\n";
        String other = "images:\n  old: { file: old.bin, format: raw, verify: none }\n";
        String wanted = board.contains("c22018") ? "    flash: [ef4018, c84018]\n" : "";
        byte[] old = new byte[4096];
        Files.write(folder.resolve("images/old.bin"), old);
        Recipe recipe = TestRecipes.of(
                "spi",
                RECIPE.replace("ATTEMPTS", "1")
                        .replace("  - await: fel\n", twice)
                        .replace("images:\n", board.contains("no-erase") ? other : "images:\n")
                        .replace("  - fel.spi-v", wanted + "  - fel.spi-v"));
        try (LineHarness line = line(recipe)) {
            plug(line, 1, "allwinner:soc=h3," + board);

            Failure failure = failure(line.ended(begin(line, 1)).summary());

            assertThat(failure.kind().code()).as("%s", failure).isEqualTo(kind);
            assertThat(failure.message()).contains(told);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stall@60000",
                "short@60000",
                "garbage@60000",
                "timeout@60000:200ms",
                "disconnect@60000:50ms",
                "fel-status@60000",
                "awus-status@60000",
                "corrupt-read@60000",
                "corrupt-write@60000"
            })
    @Tag("lab")
    @Tag("long")
    void aBoardThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        try (LineHarness line = line(recipe(3, "retry: {", "retry: { also: [verify-mismatch],"))) {
            AllwinnerBoard board = plug(line, 1, "allwinner:soc=h3,spi=winbond16m,fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.spiFlash().content(0x10000, BYTES)).isEqualTo(system);
        }
    }

    @Test
    void aSocWithoutKnownWiringIsToldOf() throws Exception {
        try (LineHarness line = line(recipe(1, "chips: [h3]", "chips: [a83t]"))) {
            plug(line, 1, "allwinner:soc=a83t");

            Failure failure = failure(line.ended(begin(line, 1)).summary());

            assertThat(failure.kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(failure.message()).contains("A83T", "sf write");
        }
    }

    @Test
    void theDemoMakesABoardWithAFlashForTheShippedRecipe() throws IOException {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/allwinner-spi-nor.yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("NOR-[0-9]{5}").contains("1 passed");
    }

    /** Most of its time the virtual boards' ARM core is at work. The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        try (LineHarness line = line(recipe(1))) {
            new VanishSweep(line, pages, "allwinner:soc=h3,spi=winbond16m", "SP-%05d", "SP-%05d").run();
        }
    }
}
