package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gangway.export.kafka.KRaftBroker;
import dev.gangway.json.JobJson;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.model.FailureKind;
import dev.gangway.station.demo.DemoFault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code gangway demo --auto --once --ports 16 --faults --kafka HOST:PORT} as a process of its own, and a second demo on the
 * same data folder: what they print, what the ledger holds and what a real broker got are the same jobs, each once.
 */
@Tag("lab")
@Tag("long")
class FaultyDemoLabTest {
    private static final String TOPIC = "gangway.jobs";
    private static final int PORTS = DemoFault.ALL.size();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void everyJobIsPrintedRecordedAndExportedOnce() throws Exception {
        try (KRaftBroker broker = new KRaftBroker(folder.resolve("broker"))) {
            broker.start();

            List<JsonNode> printed = new ArrayList<>(demo(broker, PORTS, "--faults"));
            printed.addAll(demo(broker, 1));

            Map<String, String> ledger = ledger();
            assertThat(ledger).hasSize(PORTS + 1);
            assertThat(printed.stream().map(event -> event.path("job").asText()))
                    .containsExactlyInAnyOrderElementsOf(ledger.keySet());
            assertThat(printed.stream().map(event -> event.path("serial").asText()))
                    .as("new serials each time")
                    .doesNotHaveDuplicates();
            List<String> ids = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : broker.records(TOPIC)) {
                String id = new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
                ids.add(id);
                assertThat(new String(record.value(), StandardCharsets.UTF_8)).isEqualTo(ledger.get(id));
            }
            assertThat(ids).containsExactlyInAnyOrderElementsOf(ledger.keySet());
        }
    }

    /** Runs it, checks how each fault ended, and gives back the ends that it printed. */
    private List<JsonNode> demo(KRaftBroker broker, int ports, String... more) throws Exception {
        Path out = folder.resolve("out.jsonl");
        List<String> command = ProductJvm.command(List.of("-Xmx256m"));
        command.addAll(List.of(
                "--json",
                "--data",
                folder.resolve("data").toString(),
                "demo",
                "--auto",
                "--once",
                "--ports",
                Integer.toString(ports),
                "--kafka",
                broker.bootstrapServers(),
                "--recipe",
                Path.of("../config/recipes/chip-pro.yaml").toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as("1: some jobs did not pass").isEqualTo(ports == PORTS ? 1 : 0);
        List<JsonNode> ends = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            JsonNode event = JSON.readTree(line);
            if (event.path("event").asText().equals("job.ended")) {
                ends.add(event);
                assertEndedAsItMust(event);
            }
        }
        assertThat(ends).hasSize(ports);
        return ends;
    }

    private static void assertEndedAsItMust(JsonNode event) {
        int port = Integer.parseInt(event.path("port").asText().substring("virtual:".length()));
        DemoFault fault = DemoFault.ALL.get(port - 1);
        assertThat(event.path("verdict").asText())
                .as("%s: %s", fault.name(), event)
                .isEqualTo(fault.verdict().name());
        FailureKind kind = fault.kind();
        if (kind != null) {
            assertThat(event.path("failure").asText()).as(fault.name()).isEqualTo(kind.code());
        }
    }

    /** Each job's JSON as the ledger exports it, by id; the chain is sound. */
    private Map<String, String> ledger() throws Exception {
        Map<String, String> jobs = new HashMap<>();
        try (H2Ledger ledger = H2Ledger.open(folder.resolve("data"), Clock.systemUTC());
                LedgerReader reader = ledger.reader()) {
            reader.forEach(JobFilter.ALL, job -> jobs.put(job.summary().job().value(), JobJson.text(JobJson.of(job))));
            assertThat(reader.verify(null).problem()).isEmpty();
        }
        return jobs;
    }
}
