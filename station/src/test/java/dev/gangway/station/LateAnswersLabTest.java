package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.image.ImageStore;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.FailureClass;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.lab.LabSerials;
import dev.gangway.station.lab.MixedBoards;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A board of each path falls silent in the middle for longer than anybody waits, and answers then: the attempt is lost, what comes
 * late is not taken for an answer to something else, and the next attempt passes. All of them at once.
 */
@Tag("lab")
@Tag("long")
class LateAnswersLabTest {
    private static final String SPI = """
            kind: recipe
            version: 1
            title: A board with SPI flash
            serves: { mode: fel, chips: [h3] }
            serial: { pattern: "SP-[0-9]{5}" }
            images:
              system: { file: system.bin, format: raw }
            retry: { attempts: 3, backOff: 50ms }
            verify: readback
            steps:
              - await: fel
              - fel.spi-write: system
              - fel.spi-verify: system
            """;

    /** Longer than the longest patience within a transfer, which is a disk's; a reset of the bus, or of an adapter, ends it. */
    private static final String SILENT = ":40s";

    /**
     * A board and its recipe.
     *
     * @param silentAt the byte where it falls silent, about in the middle of its job
     */
    private record Unit(String recipe, String board, long silentAt) {
        String spec() {
            return board + "fault=timeout@" + silentAt + SILENT;
        }
    }

    private static final List<Unit> UNITS = List.of(
            new Unit("spi", "allwinner:soc=h3,spi=winbond16m,", 60_000),
            new Unit("spark-core", "spark-core:pace=none,", 60_000),
            new Unit("plain-dfu", "dfu:starts=application,end=reset,block=0ms,", 200_000),
            new Unit("loader", "fastboot:loader=aosp,", 400_000),
            new Unit("raw-disk", "disk:size=16M,", 100_000),
            new Unit("rp2040-picoboot", "uf2:", 60_000),
            new Unit("rpi-cm4", "rpiboot:soc=bcm2711,", 150_000),
            new Unit("rk3399-emmc", "rockchip:pace=none,size=32M,", 400_000),
            new Unit("imx-sdp-fastboot", "sdp:soc=imx6ul,", 60_000),
            new Unit("imx8mp-sdps-fastboot", "sdp:soc=imx8mp,", 60_000),
            new Unit("esp32", "esp:chip=esp32,", 30_000),
            new Unit("ymodem", "ymodem:", 60_000));

    @TempDir
    Path folder;

    private static Recipe recipe(String name) throws IOException {
        if (name.equals("spi")) {
            return TestRecipes.of(name, SPI);
        }
        return Files.exists(Path.of("../config/recipes/" + name + ".yaml"))
                ? TestRecipes.shipped(name, text -> text.replace("powerCycle: true", "powerCycle: false"))
                : TestRecipes.of(name, MixedBoards.own(name));
    }

    private Path images(Recipe recipe, ImageStore store) throws IOException {
        if (!recipe.name().equals("spi")) {
            return MixedBoards.images(recipe, store, folder.resolve("images"));
        }
        byte[] system = new byte[20_000];
        new Random(3).nextBytes(system);
        Path own = Files.createDirectories(folder.resolve("images/spi"));
        Files.write(own.resolve("system.bin"), system);
        return own;
    }

    @Test
    void anAnswerThatComesTooLateCostsAnAttemptAndNothingElse() throws Exception {
        List<Recipe> recipes = new ArrayList<>();
        Map<String, Path> images = new HashMap<>();
        ImageStore store = new ImageStore(folder.resolve("store"));
        for (Unit unit : UNITS) {
            Recipe recipe = recipe(unit.recipe());
            recipes.add(recipe);
            images.put(recipe.name(), images(recipe, store));
        }
        LabSerials serials = LabSerials.of(null, recipes);
        try (PageStore pages = PageStore.temporary();
                LineHarness line = LineSetup.in(folder)
                        .ports(UNITS.size())
                        .recipes(recipes.toArray(Recipe[]::new))
                        .imagesOf(recipe -> Objects.requireNonNull(images.get(recipe.name())))
                        .start()) {
            for (int port = 1; port <= UNITS.size(); port++) {
                BoardSpec.parse(UNITS.get(port - 1).spec(), port).plug(line.hub(), port, pages, told -> {});
            }
            List<JobId> jobs = new ArrayList<>();
            for (int port = 1; port <= UNITS.size(); port++) {
                line.awaitState(port, PortState.AwaitingScan.class);
                ScanOutcome scanned = line.scanFor(
                        port, serials.next(List.of(UNITS.get(port - 1).recipe())));
                assertThat(scanned).as("%s", UNITS.get(port - 1)).isInstanceOf(ScanOutcome.Started.class);
                jobs.add(((ScanOutcome.Started) scanned).job());
            }
            SoftAssertions all = new SoftAssertions();
            for (int port = 1; port <= UNITS.size(); port++) {
                Unit unit = UNITS.get(port - 1);
                JobSummary job = line.ended(jobs.get(port - 1)).summary();
                all.assertThat(job.verdict()).as("%s: %s", unit, job.failure()).isEqualTo(Verdict.PASSED);
                all.assertThat(job.attempts())
                        .as("%s: %s", unit, job.attempts())
                        .hasSize(2);
                all.assertThat(job.attempts())
                        .filteredOn(attempt -> attempt.failure() != null)
                        .as("%s: %s", unit, job.attempts())
                        .allMatch(attempt ->
                                Objects.requireNonNull(attempt.failure()).kind().failureClass()
                                        == FailureClass.TRANSIENT);
            }
            all.assertAll();
        }
    }
}
