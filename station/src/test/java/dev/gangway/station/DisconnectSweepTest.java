package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.model.FailureClass;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.fault.Fault;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Boards that vanish for good, at byte positions spread over the whole recipe. They get one attempt, so that the first
 * failure is the one on record; the boards that follow on their ports are ordinary ones, with the recipe's own retries.
 */
class DisconnectSweepTest {
    private static final int PORTS = 10;

    @TempDir
    Path folder;

    private int units;

    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        sweep(30);
    }

    @Test
    @Tag("lab")
    @Tag("long")
    void theSameAtManyMorePositions() throws Exception {
        sweep(200);
    }

    private void sweep(int positions) throws Exception {
        Recipe once = TestRecipes.chipProOnce();
        try (LineHarness line = LineSetup.in(folder)
                .ports(PORTS)
                .recipes(once, TestRecipes.chipPro())
                .start()) {
            JobSummary sound = line.run(1, TestBoard.chip(1), serial("CP"));
            assertThat(sound.verdict()).isEqualTo(Verdict.PASSED);
            line.unplug(1);
            line.awaitState(1, PortState.Empty.class);

            for (int first = 0; first < positions; first += PORTS) {
                Map<Integer, JobId> vanishing = new TreeMap<>();
                for (int port = 1; port <= PORTS && first + port <= positions; port++) {
                    long at = sound.bytes() * (2L * (first + port) - 1) / (2L * positions);
                    TestBoard board = TestBoard.chip(10 + first + port, new Fault.Disconnect(at, 1, null));
                    vanishing.put(port, line.begin(port, board, serial("CV")));
                }
                vanishing.forEach((port, job) ->
                        assertLost(line, port, once, line.ended(job).summary()));
                Map<Integer, JobId> next = new TreeMap<>();
                vanishing
                        .keySet()
                        .forEach(port -> next.put(port, line.begin(port, TestBoard.chip(port), serial("CP"))));
                next.forEach((port, job) -> {
                    JobSummary passed = line.ended(job).summary();
                    assertThat(passed.verdict()).as("slot %d: %s", port, passed).isEqualTo(Verdict.PASSED);
                    line.unplug(port);
                    line.awaitState(port, PortState.Empty.class);
                });
            }
            assertThat(line.ledger()).hasSize(units);
        }
    }

    private static void assertLost(LineHarness line, int port, Recipe once, JobSummary job) {
        assertThat(job.recipe()).isEqualTo(once.name());
        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(Objects.requireNonNull(job.failure()).kind().failureClass())
                .as("%s", job.failure())
                .isEqualTo(FailureClass.TRANSIENT);
        line.unplug(port);
        line.awaitState(port, PortState.Empty.class);
    }

    private String serial(String product) {
        return String.format("%s-%05d", product, ++units);
    }
}
