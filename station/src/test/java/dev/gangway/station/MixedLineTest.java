package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.image.ImageStore;
import dev.gangway.message.JobSummary;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Failure;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.lab.LabSerials;
import dev.gangway.station.lab.MixedBoards;
import dev.gangway.station.lab.MixedBoards.Unit;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twelve boards of many products on one hub at once, half of them with a fault. */
class MixedLineTest {
    @TempDir
    Path folder;

    @Test
    void eachBoardGetsTheVerdictThatItDeservesAndTheRecordSaysWhatWasPutOnIt() throws Exception {
        assertThat(MixedBoards.UNITS).hasSize(12);
        assertThat(MixedBoards.UNITS.stream().filter(Unit::hasFault)).hasSize(6);
        List<Recipe> recipes = MixedBoards.recipes();
        assertThat(recipes).hasSizeGreaterThanOrEqualTo(6);
        ImageStore store = new ImageStore(folder.resolve("store"));
        Map<String, Path> images = new HashMap<>();
        LabSerials serials = LabSerials.of(null, recipes);
        for (Recipe recipe : recipes) {
            images.put(recipe.name(), MixedBoards.images(recipe, store, folder.resolve("images")));
        }
        try (PageStore pages = PageStore.temporary();
                LineHarness line = LineSetup.in(folder)
                        .ports(MixedBoards.UNITS.size())
                        .recipes(recipes.toArray(Recipe[]::new))
                        .imagesOf(recipe -> images.get(recipe.name()))
                        .start()) {
            line.watch(status -> letGo(line, status));
            List<JobId> jobs = new ArrayList<>();
            for (int port = 1; port <= MixedBoards.UNITS.size(); port++) {
                BoardSpec.parse(MixedBoards.UNITS.get(port - 1).board(), port)
                        .plug(line.hub(), port, pages, told -> {});
            }
            for (int port = 1; port <= MixedBoards.UNITS.size(); port++) {
                line.awaitState(port, PortState.AwaitingScan.class);
                Unit unit = MixedBoards.UNITS.get(port - 1);
                assertThat(line.status(port).recipes()).as(unit.board()).containsExactly(unit.recipe());
                ScanOutcome scanned = line.scanFor(port, serials.next(List.of(unit.recipe())));
                assertThat(scanned).as("%s", unit).isInstanceOf(ScanOutcome.Started.class);
                jobs.add(((ScanOutcome.Started) scanned).job());
            }
            for (int port = 1; port <= jobs.size(); port++) {
                Unit unit = MixedBoards.UNITS.get(port - 1);
                JobSummary job = line.ended(jobs.get(port - 1)).summary();
                Failure failure = job.failure();
                assertThat(failure == null ? "passed" : failure.kind().code())
                        .as("%s: %s", unit, failure)
                        .isEqualTo(unit.outcome());
                JobSummary record = line.recorded(job.job()).summary();
                assertThat(record).isEqualTo(job);
                assertThat(record.recipe()).isEqualTo(unit.recipe());
                if (failure == null) {
                    assertThat(record.images()).as("%s", unit).isNotEmpty();
                    assertThat(record.verified())
                            .as("%s: %s", unit, record.images())
                            .isEqualTo(
                                    record.images().stream().anyMatch(image -> image.proved() != null)
                                            ? "readback"
                                            : "none");
                }
                assertThat(record.attempts().size() > 1)
                        .as("%s passed in a later try", unit)
                        .isEqualTo(unit.hasFault() && failure == null);
            }
        }
    }

    private static void letGo(LineHarness line, PortStatus status) {
        if (status.state() instanceof PortState.Running running
                && running.prompt() != null
                && running.prompt().text().toLowerCase(Locale.ROOT).contains("let go")) {
            int port = Integer.parseInt(status.port().text().substring("virtual:".length()));
            line.hub().board(port).ifPresent(board -> board.bootButton(false));
        }
    }
}
