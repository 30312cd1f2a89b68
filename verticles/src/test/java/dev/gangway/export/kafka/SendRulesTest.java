package dev.gangway.export.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.ledger.SampleJobs;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendRulesTest {
    private static List<StoredJob> jobs(String... serials) {
        List<StoredJob> jobs = new ArrayList<>();
        for (String serial : serials) {
            int seq = jobs.size() + 1;
            jobs.add(new StoredJob(seq, SampleJobs.summary(seq, serial, Verdict.PASSED), "", ""));
        }
        return jobs;
    }

    @Test
    void aUnitIsNeverTwiceOnItsWay() {
        assertThat(SendWindow.of(jobs("A", "B", "C", "B", "D"), 10))
                .extracting(StoredJob::seq)
                .containsExactly(1L, 2L, 3L);
        assertThat(SendWindow.of(jobs("A", "A"), 10)).hasSize(1);
        assertThat(SendWindow.of(jobs("A", "B", "C"), 2)).hasSize(2);
        assertThat(SendWindow.of(List.of(), 2)).isEmpty();
    }

    @Test
    void waitsTwiceAsLongUpToALimit() {
        Backoff backoff = Backoff.upTo(1_000);

        assertThat(List.of(
                        backoff.delay(),
                        backoff.next().delay(),
                        backoff.next().next().delay(),
                        backoff.next().next().next().delay()))
                .containsExactly(250L, 500L, 1_000L, 1_000L);
    }

    @Test
    void theStationsFileMayChooseAllButWhatMakesAcknowledgedMeanStored() {
        Map<String, String> settings = ProducerSettings.of(Map.of(
                "acks", "0",
                "enable.idempotence", "false",
                "transactional.id", "t",
                "compression.type", "none",
                "sasl.jaas.config", "password=\"secret\""));

        assertThat(settings)
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("compression.type", "none")
                .containsEntry("max.block.ms", "3000")
                .containsKey("sasl.jaas.config")
                .doesNotContainKey("transactional.id");
        assertThat(ProducerSettings.names(settings))
                .contains("sasl.jaas.config")
                .doesNotContain("secret");
    }

    @Test
    void namesTheStationAsAUriReference() {
        assertThat(JobRecord.source("line 1/ü")).isEqualTo("/gangway/stations/line%201%2F%C3%BC");
    }
}
