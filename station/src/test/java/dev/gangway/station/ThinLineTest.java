package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.StoredJob;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole line, thin: one board, one scan. */
class ThinLineTest {
    @TempDir
    Path folder;

    @Test
    void aScannedBoardIsFlashedVerifiedAndOnRecord() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            TestBoard board = TestBoard.chip(1);

            JobSummary job = line.run(1, board, "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.PASSED);
            TestImages.assertHeldBy(board.nand(), TestImages.chip());
            StoredJob stored = line.recorded(job.job());
            assertThat(stored.summary()).isEqualTo(job);
            assertThat(job.verified()).isEqualTo("readback");
            assertThat(job.attempts()).hasSize(1);
            assertThat(job.images()).hasSize(5);
            PortState.Passed passed = line.awaitState(1, PortState.Passed.class);
            assertThat(passed.ledgerSeq()).isEqualTo(stored.seq());
        }
    }
}
