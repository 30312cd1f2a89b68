package dev.gangway.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private Instant machine = TEN;
    private long nanos = 77;
    private final SteadyClock clock = new SteadyClock(() -> machine, () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
        machine = machine.plus(time);
    }

    @Test
    void beginsWithTheMachinesClock() {
        assertThat(clock.instant()).isEqualTo(TEN);
        assertThat(clock.moved()).isZero();
    }

    @Test
    void onlyCountsWhenTheMachinesClockIsSetBack() {
        pass(Duration.ofSeconds(5));
        machine = machine.minus(HOUR);
        pass(Duration.ofSeconds(2));

        assertThat(clock.instant()).isEqualTo(TEN.plusSeconds(7));
        assertThat(clock.wall()).isEqualTo(TEN.plusSeconds(7).minus(HOUR));
        assertThat(clock.moved()).isEqualTo(HOUR.negated());
    }

    @Test
    void whatRunsKeepsItsTimesInOrderWhenTheClockIsSetBack() {
        RunningTime job = clock.begin();
        pass(Duration.ofSeconds(7));
        machine = machine.minus(HOUR);

        assertThat(job.begun()).isEqualTo(TEN);
        assertThat(job.now()).isEqualTo(TEN.plusSeconds(7));
        assertThat(job.clockMoved()).isEqualTo(HOUR.negated());
    }

    @Test
    void whatBeginsAfterTheClockWasSetBeginsByTheNewTime() {
        machine = machine.plus(HOUR);
        RunningTime job = clock.begin();
        pass(Duration.ofSeconds(7));

        assertThat(job.begun()).isEqualTo(TEN.plus(HOUR));
        assertThat(job.now()).isEqualTo(TEN.plus(HOUR).plusSeconds(7));
        assertThat(job.clockMoved()).isZero();
    }

    @Test
    void twoLooksThatAreNotQuiteAtTheSameTimeAreNoMove() {
        RunningTime job = clock.begin();
        machine = machine.plus(SteadyClock.NOTICED).minusMillis(1);
        assertThat(job.clockMoved()).isZero();

        machine = machine.plusMillis(1);
        assertThat(job.clockMoved()).isEqualTo(SteadyClock.NOTICED);
    }

    @Test
    void clocksThatWereReadFarApartAreReadAgain() {
        long[] busy = {0, 100_000_000};
        int[] reads = {0};
        // The first look is torn apart by a busy machine, the second is not.
        SteadyClock torn = new SteadyClock(() -> TEN, () -> reads[0]++ == 2 ? busy[1] : busy[0]);

        assertThat(torn.moved()).isZero();
        assertThat(reads[0]).isEqualTo(5);
    }
}
