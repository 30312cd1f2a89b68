package dev.gangway.web.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gangway.message.JobEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortStatus;
import dev.gangway.message.Progress;
import dev.gangway.model.Digest;
import dev.gangway.model.Epoch;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobBarsTest {
    private static final PortPath PORT = PortPath.virtual(1);
    private static final Digest DIGEST = new Digest("ab".repeat(32));
    private static final JobId JOB = JobId.random();

    private long now = 17;
    private final JobBars bars = new JobBars(() -> now);
    private double highest;

    private void start(JobId job) {
        JobOrder order = new JobOrder(job, new Serial("CP-00002"), "chip-pro", "-", false);
        bars.accept(new JobEvent.JobStarted(PORT, new Slot("01"), new Epoch(1), Instant.EPOCH, order, DIGEST));
        highest = 0;
    }

    private double done(int attempt, int number, String step, @Nullable Progress moved) {
        PortState.Running running = new PortState.Running(attempt, 3, step, number, 3, null);
        PortStatus status = status(running, JOB);
        bars.accept(status);
        bars.advance(status, moved);
        double done = Objects.requireNonNull(bars.of(PORT)).done();
        assertThat(done).as("never back").isGreaterThanOrEqualTo(highest);
        highest = done;
        return done;
    }

    private static PortStatus status(PortState state, JobId job) {
        return new PortStatus(
                PORT,
                new Slot("01"),
                new Epoch(1),
                state,
                Instant.EPOCH,
                null,
                List.of("chip-pro"),
                new Serial("CP-00002"),
                job);
    }

    private static Progress moved(String step, long bytes, long total) {
        return new Progress(PORT, new Epoch(1), step, bytes, total, 12, "");
    }

    private @Nullable Long left() {
        return Objects.requireNonNull(bars.of(PORT)).secondsLeft();
    }

    private void pass(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void theFirstJobOfARecipeGoesByItsStepsAndPromisesNoTime() {
        start(JOB);
        assertThat(done(1, 1, "wait", null)).isZero();
        assertThat(done(1, 2, "write", null)).isCloseTo(0.333, within(0.001));
        assertThat(done(1, 2, "write", moved("write", 500, 1_000))).isCloseTo(0.5, within(0.001));
        assertThat(left()).isNull();
        assertThat(done(1, 3, "reset", null)).isCloseTo(0.667, within(0.001));
    }

    @Test
    void laterJobsGoByWhatTheStepsTookAndSayWhatIsLeft() {
        bars.learn(PastJob.of(Verdict.PASSED, 80));
        start(JOB);
        assertThat(done(1, 1, "wait", null)).isZero();
        assertThat(left()).isEqualTo(100);
        pass(5);
        assertThat(done(1, 1, "wait", null)).isCloseTo(0.05, within(0.001));
        assertThat(left()).isEqualTo(95);
        assertThat(done(1, 2, "write", moved("write", 0, 1_000))).isCloseTo(0.1, within(0.001));
        pass(40);
        assertThat(done(1, 2, "write", moved("write", 500, 1_000))).isCloseTo(0.5, within(0.001));
        assertThat(left()).isEqualTo(50);
    }

    @Test
    void aSlowerBoardIsToldByItsOwnBytes() {
        bars.learn(PastJob.of(Verdict.PASSED, 80));
        start(JOB);
        done(1, 2, "write", moved("write", 0, 1_000));
        pass(80);
        done(1, 2, "write", moved("write", 500, 1_000));
        assertThat(left()).isEqualTo(90);
    }

    @Test
    void aBiggerImageTakesLonger() {
        bars.learn(PastJob.of(Verdict.PASSED, 80));
        start(JOB);
        done(1, 2, "write", moved("write", 0, 3_000));
        assertThat(left()).isEqualTo(250);
    }

    @Test
    void aStepThatTakesLongerThanEverNeitherEndsNorGoesBack() {
        bars.learn(PastJob.of(Verdict.PASSED, 80));
        start(JOB);
        done(1, 1, "wait", null);
        pass(1_000);
        assertThat(done(1, 1, "wait", null)).isCloseTo(0.095, within(0.001));
        assertThat(left()).isEqualTo(91);
        assertThat(done(1, 2, "write", null)).isCloseTo(0.1, within(0.001));
    }

    @Test
    void anotherAttemptBeginsAnewAndTheBarWaitsForIt() {
        bars.learn(PastJob.of(Verdict.PASSED, 80));
        start(JOB);
        done(1, 2, "write", moved("write", 900, 1_000));
        assertThat(done(2, 1, "wait", null)).isCloseTo(0.82, within(0.001));
        assertThat(left()).isEqualTo(100);
        assertThat(done(2, 2, "write", moved("write", 100, 1_000))).isCloseTo(0.82, within(0.001));
        assertThat(done(2, 3, "reset", null)).isCloseTo(0.9, within(0.001));
        bars.accept(status(new PortState.Running(2, 3, "recording", 0, 0, null), JOB));
        assertThat(Objects.requireNonNull(bars.of(PORT)).done()).isCloseTo(0.9, within(0.001));
    }

    @Test
    void theNextJobBeginsItsOwnBarAndAJobThatIsOverHasNone() {
        start(JOB);
        done(1, 3, "reset", null);
        JobId next = JobId.random();
        start(next);
        bars.accept(status(new PortState.Running(1, 3, "wait", 1, 3, null), next));
        assertThat(Objects.requireNonNull(bars.of(PORT)).done()).isZero();
        bars.accept(status(new PortState.Passed(7, 100), next));
        assertThat(bars.of(PORT)).isNull();
    }

    @Test
    void aJobThatDidNotPassSaysNothingOfTheTime() {
        bars.learn(PastJob.of(Verdict.FAILED, 80));
        start(JOB);
        done(1, 1, "wait", null);
        assertThat(left()).isNull();
    }

    @Test
    void newerJobsCountMore() {
        PastSteps past = new PastSteps();
        past.learn(PastJob.of(Verdict.PASSED, 80));
        assertThat(past.fits(2, "write", 3)).isTrue();
        assertThat(past.fits(2, "write", 4)).isFalse();
        assertThat(past.fits(1, "write", 3)).isFalse();
        assertThat(past.step(2)).isEqualTo(new PastSteps.Past("write", 80, 1_000));
        assertThat(past.seconds(1, 4)).isEqualTo(100);
        past.learn(PastJob.of(Verdict.PASSED, 180));
        assertThat(past.step(2).seconds()).isCloseTo(110, within(0.001));
    }
}
