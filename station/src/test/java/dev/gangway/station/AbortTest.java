package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.language.Common;
import dev.gangway.message.JobSummary;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import dev.gangway.virtual.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person stops jobs at random moments of every step. */
class AbortTest {
    private static final int PORTS = 9;
    private static final int MOST_DELAY_MILLIS = 25;

    @TempDir
    Path folder;

    /** In as many steps as there are ports, other ones each time. */
    @Test
    @Tag("lab")
    void anAbortEndsOnRecordAndLeavesThePortToTheNextBoard() throws Exception {
        abort(PORTS);
    }

    /** Takes one round of boards after the other: too long for every build. */
    @Test
    @Tag("lab")
    @Tag("long")
    void theSameInEachStep() throws Exception {
        abort(Integer.MAX_VALUE);
    }

    /** A boot ROM whose transfer was cut off waits for the rest of it: the station has to make it forget. */
    @Test
    void aBoardThatStaysWherePluggedPassesAfterAnAbortInMidTransfer() throws Exception {
        try (LineHarness line =
                LineSetup.in(folder).recipes(TestRecipes.chipPro()).start()) {
            JobId aborted = line.begin(1, TestBoard.chip(1, new Fault.Slow(0, Fault.ALWAYS, 500_000)), "CP-00001");
            line.awaitStep(1, "load U-Boot to probe");
            assertThat(line.command(1, new PortCommand.Abort("tester"))).isInstanceOf(PortReply.Accepted.class);
            assertThat(line.ended(aborted).summary().verdict()).isEqualTo(Verdict.ABORTED);

            // It answers a scan as soon as it is back from the reset of its port.
            await().atMost(LineHarness.PATIENCE)
                    .until(() -> line.scanFor(1, "CP-00001") instanceof ScanOutcome.Started);

            line.awaitState(1, PortState.Passed.class);
            assertThat(line.ledger())
                    .extracting(job -> job.summary().verdict() + " in "
                            + job.summary().attempts().size())
                    .containsExactly("ABORTED in 1", "PASSED in 1");
        }
    }

    private void abort(int most) throws Exception {
        Recipe recipe = TestRecipes.chipPro();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> shuffled = new ArrayList<>(
                recipe.steps().stream().map(Step::common).map(Common::name).toList());
        Collections.shuffle(shuffled, random);
        List<String> steps = shuffled.subList(0, Math.min(most, shuffled.size()));
        try (LineHarness line =
                LineSetup.in(folder).ports(PORTS).recipes(recipe).start()) {
            Aborter aborter = new Aborter(line);
            line.watch(aborter::saw);
            for (int first = 0; first < steps.size(); first += PORTS) {
                Map<Integer, JobId> jobs = new TreeMap<>();
                for (int port = 1; port <= PORTS && first + port <= steps.size(); port++) {
                    int index = first + port - 1;
                    aborter.aim(port, steps.get(index), 1 + random.nextInt(MOST_DELAY_MILLIS));
                    jobs.put(port, line.begin(port, TestBoard.chip(1000 + index), String.format("CP-%05d", 1 + index)));
                }
                jobs.forEach((port, job) -> {
                    String story = "seed " + seed + ", step " + aborter.steps.get(port);
                    assertAborted(line, aborter, port, job, story);
                });
            }
            Map<Integer, JobId> last = new TreeMap<>();
            for (int port = 1; port <= PORTS; port++) {
                last.put(port, line.begin(port, TestBoard.chip(2000 + port), String.format("CP-%05d", 500 + port)));
            }
            last.values().forEach(job -> assertThat(line.ended(job).summary().verdict())
                    .as("seed %d", seed)
                    .isEqualTo(Verdict.PASSED));
            assertThat(line.ledger()).hasSize(steps.size() + PORTS);
        }
    }

    private static void assertAborted(LineHarness line, Aborter aborter, int port, JobId job, String story) {
        JobSummary ended = line.ended(job).summary();
        await().alias(story).atMost(LineHarness.PATIENCE).until(() -> aborter.replies.containsKey(port));
        PortReply reply = aborter.replies.get(port);
        // The last steps may be over before the abort comes; then it was refused, and only then.
        Verdict wanted = reply instanceof PortReply.Refused ? Verdict.PASSED : Verdict.ABORTED;
        assertThat(ended.verdict()).as(story).isEqualTo(wanted);
        assertThat(line.recorded(job).summary().verdict()).as(story).isEqualTo(wanted);
        if (wanted == Verdict.ABORTED) {
            // It may be over soon: a board that was about to come back asks for its scan again.
            line.awaitTold(
                    port,
                    job,
                    state -> state instanceof PortState.Failed failed && failed.verdict() == Verdict.ABORTED);
        }
        line.unplug(port);
        line.awaitState(port, PortState.Empty.class);
    }

    /** Aborts a port's job some time after a step has begun. */
    private static final class Aborter {
        private static final Duration ANSWER = LineHarness.PATIENCE;

        private final LineHarness line;
        private final Map<Integer, String> steps = new ConcurrentHashMap<>();
        private final Map<Integer, Integer> delays = new ConcurrentHashMap<>();
        private final Map<Integer, PortReply> replies = new ConcurrentHashMap<>();

        Aborter(LineHarness line) {
            this.line = line;
        }

        void aim(int port, String step, int delayMillis) {
            replies.remove(port);
            steps.put(port, step);
            delays.put(port, delayMillis);
        }

        void saw(PortStatus status) {
            int port = Integer.parseInt(status.port().text().substring("virtual:".length()));
            if (status.state() instanceof PortState.Running running
                    && running.step().equals(steps.get(port))) {
                Integer delay = delays.remove(port);
                if (delay != null) {
                    line.station().vertx().setTimer(delay, id -> abort(port, status));
                }
            }
        }

        private void abort(int port, PortStatus status) {
            line.station()
                    .bus()
                    .ask(Addresses.PORT_COMMAND.at(status.port()), new PortCommand.Abort("tester"), ANSWER)
                    .onSuccess(reply -> replies.put(port, reply));
        }
    }
}
