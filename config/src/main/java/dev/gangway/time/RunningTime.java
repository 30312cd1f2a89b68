package dev.gangway.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The times of something that takes a while and goes on record: it begins by the machine's clock, and from there on time is
 * only counted. So its times are in order and their differences are true, whatever happens to the machine's clock. Any
 * thread.
 */
public final class RunningTime {
    private final SteadyClock clock;
    private final Instant begun;
    private final Instant begunSteady;
    private final Duration movedBefore;

    RunningTime(SteadyClock clock) {
        this.clock = clock;
        this.begunSteady = clock.instant();
        this.movedBefore = clock.moved();
        this.begun = begunSteady.plus(movedBefore);
    }

    /** When it began, by the machine's clock. */
    public Instant begun() {
        return begun;
    }

    /** The time now, by the machine's clock as it stood at the beginning. */
    public Instant now() {
        return begun.plus(Duration.between(begunSteady, clock.instant()));
    }

    /** How far the machine's clock was moved since the beginning; zero when that is not worth a word. */
    public Duration clockMoved() {
        Duration moved = clock.moved().minus(movedBefore);
        return moved.abs().compareTo(SteadyClock.NOTICED) < 0 ? Duration.ZERO : moved;
    }
}
