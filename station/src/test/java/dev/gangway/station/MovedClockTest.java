package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.gangway.json.JobJson;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.time.SteadyClock;
import dev.gangway.virtual.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the machine's clock while the line works. */
class MovedClockTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final double HALF_A_MINUTE = 30;

    private final AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);

    @TempDir
    Path folder;

    private LineHarness line;

    @BeforeEach
    void start() throws Exception {
        line = LineSetup.in(folder)
                .ports(2)
                .recipes(TestRecipes.chipPro())
                .clock(new SteadyClock(() -> Instant.now().plus(set.get()), System::nanoTime))
                .start();
    }

    @AfterEach
    void close() {
        line.close();
    }

    @Test
    void aJobThatRunsMeanwhileHasTrueTimesAndTellsOfTheMove() throws Exception {
        Instant before = Instant.now();
        JobId id = line.begin(1, TestBoard.chip(1, new Fault.Slow(0, Fault.ALWAYS, 2_000_000)), "CP-00001");
        line.awaitStep(1, "load U-Boot to probe");
        set.set(HOUR.negated());
        JobSummary job = line.ended(id).summary();

        double most = Duration.between(before, Instant.now()).toMillis() / 1000.0;
        assertThat(job.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(job.seconds()).isBetween(0.001, most);
        assertThat(job.startedAt()).isBetween(before.minusMillis(1), before.plusSeconds(60));
        assertThat(job.attempts()).allSatisfy(attempt -> assertThat(attempt)
                .extracting(AttemptResult::startedAt, AttemptResult::endedAt)
                .isSorted());
        assertThat(job.clockMoved().toMillis() / 1000.0).isCloseTo(-3600, within(1.0));
        assertThat(((PortState.Passed) line.state(1)).seconds()).isBetween(0.001, most);
        assertThat(JobJson.summary(JobJson.of(line.recorded(id)))).isEqualTo(job);
        await().atMost(LineHarness.PATIENCE)
                .until(() -> !line.notes("clock-moved").isEmpty());
        assertThat(line.notes("clock-moved")).singleElement().satisfies(note -> assertThat(
                        Double.parseDouble(String.valueOf(note.facts().get("seconds"))))
                .isCloseTo(-3600, within(1.0)));
        try (LedgerReader reader = line.station().ledger().reader()) {
            assertThat(reader.verify(null).problem()).isEmpty();
        }
    }

    @Test
    void aJobThatBeginsAfterTheMoveHasTheNewTimeAndTellsOfNone() {
        set.set(HOUR);
        JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

        assertThat(Duration.between(Instant.now().plus(HOUR), job.endedAt()).toMillis() / 1000.0)
                .isCloseTo(0, within(HALF_A_MINUTE));
        assertThat(job.clockMoved()).isZero();
    }

    @Test
    void whatWasSetForTheNextSerialCountsOnWhenTheClockIsSetForward() {
        line.plug(1, TestBoard.chip(1));
        line.plug(2, TestBoard.chip(2));
        line.awaitState(1, PortState.AwaitingScan.class);
        line.awaitState(2, PortState.AwaitingScan.class);
        line.scan("OP-boss");
        line.scan("SLOT-02");
        set.set(HOUR);

        ScanOutcome.Started started = (ScanOutcome.Started) line.scan("CP-00001");
        assertThat(started.slot()).isEqualTo(new Slot("02"));
        assertThat(line.ended(started.job()).summary().operator()).isEqualTo("boss");
    }

    @Test
    void aSerialThatWaitsForItsBoardWaitsOnWhenTheClockIsSetForward() {
        assertThat(line.scan("CP-00001")).isInstanceOf(ScanOutcome.Waiting.class);
        set.set(HOUR);
        line.plug(1, TestBoard.chip(1));

        line.awaitState(1, PortState.Passed.class);
    }
}
