package dev.gangway.station.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.ledger.SampleJobs;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00.123456Z");
    private static final Instant END = Instant.parse("2026-11-21T08:00:09Z");

    @Test
    void theEndOfAJobHasTheNamesOfTheCommandLineContract() {
        ObjectNode json =
                EventJson.of(ended(Verdict.FAILED, new Failure(FailureKind.CABLE_LOST, "the board left the bus")));

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "event",
                        "at",
                        "port",
                        "slot",
                        "epoch",
                        "job",
                        "serial",
                        "recipe",
                        "boardId",
                        "verdict",
                        "failure",
                        "attempts",
                        "bytes",
                        "seconds",
                        "ledgerSeq");
        assertThat(json.get("event").textValue()).isEqualTo("job.ended");
        assertThat(json.get("at").textValue()).isEqualTo("2026-11-21T08:00:09.000Z");
        assertThat(json.get("failure").textValue()).isEqualTo("cable-lost");
        assertThat(json.get("seconds").doubleValue()).isEqualTo(8.877);
        assertThat(json.get("ledgerSeq").longValue()).isEqualTo(17);
    }

    @Test
    void aJobThatPassedHasNoFailureButHasItsName() {
        ObjectNode json = EventJson.of(ended(Verdict.PASSED, null));

        assertThat(json.get("verdict").textValue()).isEqualTo("PASSED");
        assertThat(json.get("failure").isNull()).isTrue();
    }

    private static JobEvent.JobEnded ended(Verdict verdict, @Nullable Failure failure) {
        JobSummary job = SampleJobs.summary(1, "CP-00141", verdict, failure, START, END);
        return new JobEvent.JobEnded(job.port(), job.slot(), new Epoch(3), END, job, 17);
    }
}
