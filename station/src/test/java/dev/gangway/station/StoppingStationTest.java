package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.AttemptResult;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StoredJob;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The station is stopped in the middle of its work, while labels are still being scanned. */
class StoppingStationTest {
    private static final int PORTS = 6;
    private static final int SCANNERS = 2;
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final Set<JobId> started = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refusedAfterwards = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean enough = new AtomicBoolean();

    /** Each round at another moment: when so many jobs have begun, with scans in flight. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "nobody",
            value = {"1, nobody", "2, ann", "3, nobody", "4, ann", "5, nobody", "6, ann"})
    void whatRunsIsAbortedByAPersonOrInterruptedAndNothingFails(int running, @Nullable String operator)
            throws Exception {
        try (LineHarness line =
                LineSetup.in(folder).ports(PORTS).recipes(TestRecipes.chipPro()).start()) {
            for (int port = 1; port <= PORTS; port++) {
                line.plug(port, TestBoard.chip(port, new Fault.Slow(0, Fault.ALWAYS, 300_000)));
            }
            for (int port = 1; port <= PORTS; port++) {
                line.awaitState(port, PortState.AwaitingScan.class);
            }
            List<Thread> scanners = scanners(line);
            long began;
            try {
                await().atMost(LineHarness.PATIENCE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> started.size() >= running);
                began = System.nanoTime();
                line.station().endJobs(operator);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(IN_TIME);
                ended.set(true);
                await().atMost(LineHarness.PATIENCE).until(() -> refusedAfterwards.get() >= SCANNERS);
            } finally {
                enough.set(true);
                for (Thread scanner : scanners) {
                    scanner.join();
                }
            }

            assertThat(line.ledger())
                    .as("each job that a scan was told of is on record, and no other")
                    .extracting(job -> job.summary().job())
                    .containsExactlyInAnyOrderElementsOf(started);
            assertCutOff(line, operator);
        }
    }

    private static void assertCutOff(LineHarness line, @Nullable String operator) {
        Verdict verdict = operator == null ? Verdict.INTERRUPTED : Verdict.ABORTED;
        FailureKind kind = operator == null ? FailureKind.STATION_STOPPED : FailureKind.STOPPED_BY_PERSON;
        for (StoredJob job : line.ledger()) {
            assertThat(job.summary().verdict()).isEqualTo(verdict);
            assertThat(Objects.requireNonNull(job.summary().failure()).kind()).isEqualTo(kind);
            assertThat(job.summary().attempts())
                    .extracting(AttemptResult::failure)
                    .allSatisfy(why ->
                            assertThat(Objects.requireNonNull(why).kind()).isEqualTo(kind));
        }
        assertThat(line.notes("abort").stream().map(LedgerAppend.Note::operator).collect(Collectors.toSet()))
                .as("who stopped the jobs is on record")
                .isEqualTo(operator == null ? Set.of() : Set.of(operator));
    }

    private List<Thread> scanners(LineHarness line) {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < SCANNERS; i++) {
            int first = i;
            Thread scanner = new Thread(() -> scan(line, first), "scanner " + i);
            scanner.start();
            all.add(scanner);
        }
        return all;
    }

    /** One label after the other, without a pause. */
    private void scan(LineHarness line, int first) {
        for (int serial = first; !enough.get(); serial = (serial + SCANNERS) % 100_000) {
            boolean after = ended.get();
            ScanOutcome outcome = line.scanAt("scanner " + first, String.format("CP-%05d", serial));
            if (outcome instanceof ScanOutcome.Started start) {
                started.add(start.job());
            } else if (after
                    && outcome instanceof ScanOutcome.Refused refused
                    && refused.reason().equals("unavailable")) {
                refusedAfterwards.incrementAndGet();
            }
        }
    }
}
