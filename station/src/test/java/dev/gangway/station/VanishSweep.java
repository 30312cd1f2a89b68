package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.FailureClass;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A board that vanishes for good at 60 byte positions spread over its whole job, ten ports at a time; each next one on the port
 * passes. It is the line's first.
 *
 * @param board as text, without faults
 * @param vanishing a format for the serials of those that vanish: of a recipe with one attempt
 * @param sound a format for the serials of the others
 */
record VanishSweep(LineHarness line, PageStore pages, String board, String vanishing, String sound) {
    /** What a line needs for it. */
    static final int PORTS = 10;

    private static final int POSITIONS = 60;

    void run() {
        put(1, board);
        line.awaitState(1, PortState.AwaitingScan.class);
        // What was moved until here told who the board is; a job is what comes now.
        long before = line.hub().moved(1);
        JobSummary whole = line.ended(begin(1, sound, 1)).summary();
        assertThat(whole.verdict()).as("%s", whole.failure()).isEqualTo(Verdict.PASSED);
        long bytes = line.hub().moved(1);
        line.unplug(1);
        line.awaitState(1, PortState.Empty.class);
        int units = 1;
        for (int from = 0; from < POSITIONS; from += PORTS) {
            for (int port = 1; port <= PORTS; port++) {
                long at = before + (bytes - before) * (2L * (from + port) - 1) / (2L * POSITIONS);
                put(port, board + (board.endsWith(":") ? "" : ",") + "fault=disconnect@" + at + ":never");
            }
            Map<Integer, JobId> jobs = new TreeMap<>();
            for (int port = 1; port <= PORTS; port++) {
                jobs.put(port, begin(port, vanishing, ++units));
            }
            jobs.forEach((port, job) -> {
                JobSummary lost = line.ended(job).summary();
                assertThat(lost.verdict()).isEqualTo(Verdict.FAILED);
                assertThat(Objects.requireNonNull(lost.failure()).kind().failureClass())
                        .as("%s", lost.failure())
                        .isEqualTo(FailureClass.TRANSIENT);
            });
            empty();
            for (int port = 1; port <= PORTS; port++) {
                put(port, board);
            }
            for (int port = 1; port <= PORTS; port++) {
                jobs.put(port, begin(port, sound, ++units));
            }
            jobs.forEach((port, job) -> {
                JobSummary next = line.ended(job).summary();
                assertThat(next.verdict()).as("slot %d: %s", port, next).isEqualTo(Verdict.PASSED);
            });
            empty();
        }
        assertThat(line.ledger()).hasSize(units);
    }

    private void put(int port, String text) {
        BoardSpec.parse(text, port).plug(line.hub(), port, pages, told -> {});
    }

    private JobId begin(int port, String form, int unit) {
        line.awaitState(port, PortState.AwaitingScan.class);
        return ((ScanOutcome.Started) line.scanFor(port, String.format(form, unit))).job();
    }

    private void empty() {
        for (int port = 1; port <= PORTS; port++) {
            line.unplug(port);
        }
        for (int port = 1; port <= PORTS; port++) {
            line.awaitState(port, PortState.Empty.class);
        }
    }
}
