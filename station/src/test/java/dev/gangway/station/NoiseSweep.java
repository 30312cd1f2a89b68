package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A line that carries one byte wrongly, at 60 places spread over the whole job, ten ports at a time: each board passes all the
 * same, and holds what was sent, and so does the next one on the port. It is the line's first.
 *
 * @param board as text
 * @param serials a format for the serials
 * @param content looks at what a board holds
 */
record NoiseSweep(LineHarness line, PageStore pages, String board, String serials, Content content) {
    private static final int PORTS = VanishSweep.PORTS;
    private static final int PLACES = 60;

    /** Looks at what a board holds. */
    @FunctionalInterface
    interface Content {
        void requireRight(VirtualBoard board) throws IOException;
    }

    /**
     * Runs it.
     *
     * @param fault what the line does to a byte
     */
    void run(String fault) throws IOException {
        put(1, board);
        line.awaitState(1, PortState.AwaitingScan.class);
        // What was moved until here told who the board is; a job is what comes now.
        long before = line.hub().moved(1);
        assertPassed(begin(1, 1), 1, board);
        long bytes = line.hub().moved(1);
        empty(1);
        int units = 1;
        for (int from = 0; from < PLACES; from += PORTS) {
            List<String> texts = new ArrayList<>();
            List<VirtualBoard> boards = new ArrayList<>();
            for (int port = 1; port <= PORTS; port++) {
                long at = before + (bytes - before) * (2L * (from + port) - 1) / (2L * PLACES);
                texts.add(board + (board.endsWith(":") ? "" : ",") + "fault=" + fault + "@" + at);
                boards.add(put(port, texts.get(port - 1)));
            }
            List<JobId> jobs = new ArrayList<>();
            for (int port = 1; port <= PORTS; port++) {
                jobs.add(begin(port, ++units));
            }
            for (int port = 1; port <= PORTS; port++) {
                assertPassed(jobs.get(port - 1), port, texts.get(port - 1));
                content.requireRight(boards.get(port - 1));
            }
            for (int port = 1; port <= PORTS; port++) {
                empty(port);
            }
        }
        content.requireRight(put(1, board, ++units));
        assertThat(line.ledger()).hasSize(units);
    }

    private VirtualBoard put(int port, String text) {
        return BoardSpec.parse(text, port).plug(line.hub(), port, pages, told -> {});
    }

    private VirtualBoard put(int port, String text, int unit) {
        VirtualBoard put = put(port, text);
        assertPassed(begin(port, unit), port, text);
        return put;
    }

    private JobId begin(int port, int unit) {
        line.awaitState(port, PortState.AwaitingScan.class);
        return ((ScanOutcome.Started) line.scanFor(port, String.format(serials, unit))).job();
    }

    private void assertPassed(JobId job, int port, String text) {
        JobSummary ended = line.ended(job).summary();
        assertThat(ended.verdict()).as("slot %d, %s: %s", port, text, ended).isEqualTo(Verdict.PASSED);
    }

    private void empty(int port) {
        line.unplug(port);
        line.awaitState(port, PortState.Empty.class);
    }
}
