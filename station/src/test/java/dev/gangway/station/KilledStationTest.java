package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Verdict;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The station's process is killed in mid-line, again and again, on one data folder. */
class KilledStationTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Random random = new Random();
    private final Map<String, String> printedVerdicts = new HashMap<>();
    private final Map<String, String> startedSerials = new HashMap<>();

    @Tag("lab")
    @Test
    void everyPrintedVerdictIsInTheLedger() throws Exception {
        killAndCheck(3);
    }

    @Test
    @Tag("lab")
    void everyPrintedVerdictIsInTheLedgerAfterTenKills() throws Exception {
        killAndCheck(10);
    }

    private void killAndCheck(int kills) throws Exception {
        int interrupted = 0;
        for (int round = 1; round <= kills; round++) {
            Set<String> startedBefore = new HashSet<>(startedSerials.keySet());
            runAndKill(1 + random.nextInt(4));
            Map<String, JobSummary> ledger = ledger();
            printedVerdicts.forEach((job, verdict) -> {
                assertThat(ledger).as("job %s was printed as %s", job, verdict).containsKey(job);
                assertThat(ledger.get(job))
                        .as("job %s", job)
                        .extracting(one -> one.verdict().name())
                        .isEqualTo(verdict);
            });
            for (String job : startedSerials.keySet()) {
                assertThat(ledger).as("job %s was started", job).containsKey(job);
                boolean printed = printedVerdicts.containsKey(job);
                if (!printed && !startedBefore.contains(job)) {
                    // Killed between the record and the print, or before the record.
                    assertThat(ledger.get(job))
                            .extracting(JobSummary::verdict)
                            .isIn(Verdict.INTERRUPTED, Verdict.PASSED);
                    interrupted += Optional.ofNullable(ledger.get(job))
                            .filter(one -> one.verdict() == Verdict.INTERRUPTED)
                            .map(one -> 1)
                            .orElse(0);
                }
            }
        }
        assertThat(interrupted).as("the line was killed while jobs ran").isPositive();
        assertThat(new HashSet<>(startedSerials.values()))
                .as("each job has a new serial")
                .hasSameSizeAs(startedSerials.keySet());
    }

    /** Kills the station at a random moment after so many verdicts. */
    private void runAndKill(int verdicts) throws Exception {
        List<String> command = ProductJvm.command(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(
                "--json",
                "--data",
                folder.resolve("data").toString(),
                "demo",
                "--auto",
                "--ports",
                "8",
                "--image-size",
                "1M",
                "--recipe",
                Path.of("../config/recipes/chip-pro.yaml").toString()));
        Process station = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int seen = 0;
        try (BufferedReader out = station.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Optional<JsonNode> event = parse(line);
                event.ifPresent(this::note);
                if (event.filter(json -> json.path("event").asText().equals("job.ended"))
                        .isPresent()) {
                    seen++;
                    if (seen == verdicts) {
                        // By the handle: Process.destroyForcibly would close the pipe and lose what is in it.
                        station.toHandle().destroyForcibly();
                    }
                }
            }
        }
        assertThat(station.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(station.exitValue()).as("killed by SIGKILL").isEqualTo(137);
    }

    /** A line that the kill cut off is none. */
    private static Optional<JsonNode> parse(String line) {
        try {
            return Optional.of(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private void note(JsonNode event) {
        String job = event.path("job").asText();
        switch (event.path("event").asText()) {
            case "job.started" -> startedSerials.put(job, event.path("serial").asText());
            case "job.ended" -> printedVerdicts.put(job, event.path("verdict").asText());
            default -> {}
        }
    }

    /** Opening the folder closes what the killed process left open. */
    private Map<String, JobSummary> ledger() throws Exception {
        Map<String, JobSummary> jobs = new HashMap<>();
        try (H2Ledger ledger = H2Ledger.open(folder.resolve("data"), Clock.systemUTC());
                LedgerReader reader = ledger.reader()) {
            reader.forEach(JobFilter.ALL, job -> assertThat(
                            jobs.put(job.summary().job().value(), job.summary()))
                    .as("another end of job %s, at %d", job.summary().job(), job.seq())
                    .isNull());
            assertThat(reader.verify(null).problem()).isEmpty();
        }
        return jobs;
    }
}
