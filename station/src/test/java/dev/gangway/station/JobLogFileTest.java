package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.JobSummary;
import dev.gangway.model.Verdict;
import dev.gangway.station.log.LogFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened to a unit can be found afterwards: in the log, line by line, and at its slot. */
class JobLogFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void everyLineOfAJobHasItsPortSlotSerialAndNumber() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path images = TestImages.copy(folder.resolve("images"));
        Files.delete(images.resolve(TestImages.UBI));
        JobSummary failed;
        JobSummary passed;
        try (LogFile file = LogFile.in(data)) {
            assertThat(file).isNotNull();
            try (LineHarness line = LineSetup.in(folder).images(images).start()) {
                failed = line.run(1, TestBoard.chip(1), "CP-00001");
            }
            try (LineHarness line = LineSetup.in(folder).start()) {
                passed = line.run(2, TestBoard.chip(2), "CP-00002");
            }
        }

        List<String> lines = Files.readAllLines(data.resolve("log/station.log"));
        assertThat(passed.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(lines)
                .filteredOn(line -> line.contains("WARN"))
                .as("a failed attempt is told at the default level")
                .anyMatch(line -> line.contains("attempt failed") && line.contains("kind=image-missing"));
        assertOf(lines, failed, "port=virtual:1", "slot=01", "serial=CP-00001");
        assertOf(lines, passed, "port=virtual:2", "slot=02", "serial=CP-00002");
        assertThat(lines)
                .filteredOn(line -> line.contains(" PortVoice ")
                        || line.contains(" AttemptRunner ")
                        || line.contains(" ImageStore ")
                        || line.contains(" BoardLink "))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .containsPattern("port=\\S+ .*slot=|slot=\\S+ .*port=")
                        .contains("serial=CP-0000", "job="));
    }

    private static void assertOf(List<String> lines, JobSummary job, String... names) {
        assertThat(lines)
                .filteredOn(line -> line.contains("job=" + job.job().value()))
                .hasSizeGreaterThan(4)
                .allSatisfy(line -> assertThat(line).contains(names));
    }

    @Test
    void aSlotsLastJobsAreShownAlsoAfterARestart() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            line.run(1, TestBoard.chip(1), "CP-00001");
            await().untilAsserted(() -> assertThat(panel(line)).contains("\"lastJobs\":[{", "\"serial\":\"CP-00001\""));
        }
        try (LineHarness line = LineSetup.in(folder).start()) {
            await().untilAsserted(() -> assertThat(panel(line))
                    .contains("\"lastJobs\":[{\"record\":")
                    .contains("\"serial\":\"CP-00001\",\"verdict\":\"PASSED\",\"endedAt\":"));
        }
    }

    private static String panel(LineHarness line) throws IOException, InterruptedException {
        URI uri = URI.create(line.station().url() + "/api/v1/ports/virtual:1");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
