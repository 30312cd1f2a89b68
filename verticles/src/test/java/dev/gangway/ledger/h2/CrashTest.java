package dev.gangway.ledger.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.SampleJobs;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.StoredJob;
import dev.gangway.model.JobId;
import dev.gangway.model.Verdict;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    private static final int ROUNDS = 5;
    private static final int JOBS_A_ROUND = 100_000;

    @TempDir
    Path folder;

    private final Set<JobId> opened = new HashSet<>();
    private final Map<JobId, Long> closed = new HashMap<>();
    private long acknowledged;

    @Test
    void everyAcknowledgedRecordSurvivesBeingKilled() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            runAndKill(1 + round * JOBS_A_ROUND, 5 + random.nextInt(150));
        }

        Map<JobId, StoredJob> stored = new HashMap<>();
        VerifyReport report;
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC());
                LedgerReader reader = ledger.reader()) {
            reader.forEach(JobFilter.ALL, job -> stored.put(job.summary().job(), job));
            report = reader.verify(null);
        }

        assertThat(report.problem()).as("seed %d", seed).isEmpty();
        assertThat(stored.keySet()).as("seed %d", seed).containsAll(opened);
        closed.forEach((job, seq) -> {
            assertThat(stored.get(job)).extracting(StoredJob::seq).isEqualTo(seq);
            assertThat(stored.get(job)).extracting(CrashTest::verdict).isEqualTo(Verdict.PASSED);
        });
        Set<JobId> neverClosed = new HashSet<>(opened);
        neverClosed.removeIf(job -> Integer.parseInt(job.value(), 16) % 5 != 0);
        assertThat(neverClosed).isNotEmpty().allSatisfy(job -> assertThat(stored.get(job))
                .extracting(CrashTest::verdict)
                .isEqualTo(Verdict.INTERRUPTED));
    }

    @Test
    void aSecondProcessIsToldWhoHoldsTheFolder() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
            // A refused second opening in this process must not give up the lock either.
            assertThatThrownBy(() -> H2Ledger.open(folder, Clock.systemUTC())).isInstanceOf(LedgerException.class);
            Process second = station(1).redirectErrorStream(true).start();
            String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(said)
                    .contains("in use (process " + ProcessHandle.current().pid());
            assertThat(ledger.head().seq()).isZero();
        }
    }

    private ProcessBuilder station(int firstJob) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingStation.class.getName(),
                folder.toString(),
                Integer.toString(firstJob),
                Integer.toString(JOBS_A_ROUND),
                "12");
    }

    private static Verdict verdict(StoredJob job) {
        return job.summary().verdict();
    }

    private void runAndKill(int firstJob, int acknowledgements) throws Exception {
        Process station =
                station(firstJob).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        int seen = 0;
        try (BufferedReader out = station.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] words = line.split(" ");
                // The last line may have been cut off by the kill; a whole one ends with a dot.
                if (words.length == 4 && (words[0].equals("OPENED") || words[0].equals("CLOSED"))) {
                    note(words);
                    seen++;
                }
                if (seen == acknowledgements) {
                    // By the handle: Process.destroyForcibly would close the pipe and lose what is in it.
                    station.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(station.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(station.exitValue()).as("killed by SIGKILL").isEqualTo(137);
        assertThat(seen).isGreaterThanOrEqualTo(acknowledgements);
        headKnowsWhatWasAcknowledgedAndNoMore();
    }

    private void headKnowsWhatWasAcknowledgedAndNoMore() throws LedgerException {
        ChainHead head = HeadFile.read(folder).head();
        assertThat(head).isNotNull();
        assertThat(head.seq()).isGreaterThanOrEqualTo(acknowledged);
        assertThat(LedgerEnd.problem(new LedgerFile(folder, "file", false))).isEmpty();
    }

    private void note(String[] words) {
        acknowledged = Math.max(acknowledged, Long.parseLong(words[2]));
        JobId job = SampleJobs.id(Integer.parseInt(words[1]));
        if (words[0].equals("OPENED")) {
            opened.add(job);
        } else {
            closed.put(job, Long.parseLong(words[2]));
        }
    }
}
