package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.ledger.SampleJobs;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerReply;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways in which other tools refuse good boards, or make a typo expensive. */
class FalseRedTest {
    private static final Duration LATE = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    /** The station went away in the middle of the job: the serial has neither passed, nor is it in use. */
    @Test
    void aSerialWhoseJobWasCutOffRunsAgain() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder.resolve("data"), Clock.systemUTC())) {
            assertThat(LineHarness.answered(ledger.append(SampleJobs.opened(1, "CP-00001")))
                            .reply())
                    .isInstanceOf(LedgerReply.Recorded.class);
        }
        try (LineHarness line = LineSetup.in(folder).start()) {
            assertThat(line.ledger())
                    .extracting(stored -> stored.summary().verdict())
                    .containsExactly(Verdict.INTERRUPTED);

            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    /** On a bus where many boards come at once, a board's descriptors can be read seconds after it arrived. */
    @Tag("lab")
    @Test
    void aBoardWhoseIdComesLateIsServed() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            TestBoard board = TestBoard.chip(1);
            line.plug(1, board, LATE);
            line.awaitState(1, PortState.AwaitingScan.class);
            line.scan("CP-00001");

            JobSummary job =
                    line.ended(Objects.requireNonNull(line.status(1).job())).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aTypoInAPartitionCostsOneAttempt() throws Exception {
        Recipe typo = TestRecipes.chipPro(text -> text.replace("partition: UBI", "partition: UBJ"));
        try (LineHarness line = LineSetup.in(folder).recipes(typo).start()) {
            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(job.failure().message()).contains("UBJ");
            assertThat(job.attempts()).hasSize(1);
        }
    }
}
