package dev.gangway.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The station's clock. Its {@link #instant} begins with the machine's clock and then only counts: whatever is measured,
 * or is over after some time, goes by it, so that a machine's clock which is set (by a person, by NTP after the start) makes
 * nothing last an hour or end at once. What goes on record carries the machine's time, {@link #wall}. Any thread.
 */
public final class SteadyClock implements InstantSource {
    /** From here on the machine's clock counts as moved; two looks at a clock are never quite at the same time. */
    public static final Duration NOTICED = Duration.ofMillis(500);

    /** Two clocks that are read further apart than this, because the machine was busy, are read again. */
    private static final long TOGETHER_NANOS = 10_000_000;

    private static final int TRIES = 5;

    private final InstantSource machine;
    private final LongSupplier nanoTime;
    private final Instant begun;
    private final long begunNanos;

    /**
     * A clock that begins now.
     *
     * @param machine the machine's clock, which may be moved
     * @param nanoTime counts nanoseconds and never goes back
     */
    public SteadyClock(InstantSource machine, LongSupplier nanoTime) {
        this.machine = machine;
        this.nanoTime = nanoTime;
        this.begun = machine.instant();
        this.begunNanos = nanoTime.getAsLong();
    }

    /** The clock of this machine. */
    public static SteadyClock ofMachine() {
        return new SteadyClock(InstantSource.system(), System::nanoTime);
    }

    /** The time to measure with. It never goes back; the hour that it shows may be wrong. */
    @Override
    public Instant instant() {
        return at(nanoTime.getAsLong());
    }

    /** What the machine's clock says: for records and people. It may jump, so that no difference of two means anything. */
    public Instant wall() {
        return machine.instant();
    }

    /** How far the machine's clock was moved since this one began; negative when it was set back. */
    public Duration moved() {
        for (int tries = 1; ; tries++) {
            long before = nanoTime.getAsLong();
            Instant says = machine.instant();
            if (nanoTime.getAsLong() - before < TOGETHER_NANOS || tries == TRIES) {
                return Duration.between(at(before), says);
            }
        }
    }

    /** Times something that begins now. */
    public RunningTime begin() {
        return new RunningTime(this);
    }

    private Instant at(long nanos) {
        return begun.plusNanos(nanos - begunNanos);
    }
}
