package dev.gangway.export.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.ledger.SampleJobs;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Verdict;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class SendProblemTest {
    private static final String NOT_PRESENT = "Topic units not present in metadata after 3000 ms.";

    private static final StoredJob JOB =
            new StoredJob(7, SampleJobs.summary(1, "SN-1", Verdict.PASSED), "a".repeat(64), "b".repeat(64));

    private static String reason(Throwable cause) {
        return SendProblem.reason(cause, "units");
    }

    @Test
    void aRecordThatIsTooLargeIsNamed() {
        Throwable cause = SendProblem.of(JOB, new RecordTooLargeException("The message is 2000000 bytes"));

        assertThat(reason(new CompletionException(cause)))
                .contains("record 7 of unit SN-1", "max.request.size", "The message is 2000000 bytes");
    }

    @Test
    void aBrokerThatIsAwayIsNotAMissingTopic() {
        assertThat(reason(new TimeoutException(NOT_PRESENT))).startsWith("no broker answers");
    }

    @Test
    void aTopicThatTheBrokerHasNotIsToldAsThat() {
        Throwable denied = new UnknownTopicOrPartitionException("This server does not host this topic-partition.");

        assertThat(reason(new TimeoutException(NOT_PRESENT, denied))).startsWith("the broker has no topic units");
    }

    @Test
    void anythingElseIsToldAsTheClientSaysIt() {
        Throwable other = SendProblem.of(JOB, new TimeoutException("Expiring 3 record(s)"));

        assertThat(reason(other)).isEqualTo("TimeoutException: Expiring 3 record(s)");
    }
}
