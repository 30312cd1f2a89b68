package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.PlugOptions;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code skip: same} saves: a job that writes beside one that finds everything there, on a line of 460800 baud. */
@Tag("lab")
@Tag("long")
class SkipSpeedLabTest {
    private static final int BYTES_A_SECOND = 46_080;

    @TempDir
    Path folder;

    @Test
    void aJobWithEverythingThereTakesAFractionOfOneThatWrites() throws Exception {
        EspKind kind = new EspKind();
        Path images = folder.resolve("images");
        kind.writeImages(BoardOptions.of(kind, Map.of("chip", "esp32")), images, 1 << 20, 4);
        try (PageStore pages = PageStore.temporary();
                LineHarness line = LineSetup.in(folder)
                        .ports(2)
                        .images(images)
                        .recipes(TestRecipes.shipped(
                                "esp32",
                                text -> text.replace("- esp.build: build\n", "- esp.build: build\n    skip: same\n")))
                        .start()) {
            BoardSpec spec = BoardSpec.parse("esp:chip=esp32,fault=slow:" + BYTES_A_SECOND, 1);
            BoardSpec.Made made = spec.make(pages, told -> {});
            double[] seconds = new double[2];
            for (int i = 0; i < 2; i++) {
                line.hub().plug(i + 1, made.board(), new PlugOptions(Duration.ZERO, made.faults()));
                line.awaitState(i + 1, PortState.AwaitingScan.class);
                JobId id = ((ScanOutcome.Started) line.scanFor(i + 1, "ESP-0000" + i)).job();
                JobSummary job = line.ended(id).summary();
                assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
                boolean there = i == 1;
                assertThat(job.images())
                        .filteredOn(image -> image.name().contains(":"))
                        .extracting(ImageUsed::wasAlreadyThere)
                        .containsOnly(there);
                seconds[i] = job.seconds();
                line.unplug(i + 1);
                line.awaitState(i + 1, PortState.Empty.class);
            }
            System.out.printf(
                    "written %.2f s, already there %.2f s: %.1f times%n",
                    seconds[0], seconds[1], seconds[0] / seconds[1]);
            assertThat(seconds[0]).isGreaterThan(2 * seconds[1]);
        }
    }
}
