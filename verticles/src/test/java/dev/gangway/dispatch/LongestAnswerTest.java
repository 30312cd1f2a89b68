package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ScanRead;
import org.junit.jupiter.api.Test;

class LongestAnswerTest {
    @Test
    void whoScansWaitsLongerThanAJobsOpeningAndALookIntoTheLedgerTake() {
        assertThat(DispatchHands.START_TIMEOUT.plus(DispatchHands.QUERY_TIMEOUT))
                .isLessThan(ScanRead.LONGEST_ANSWER);
    }
}
