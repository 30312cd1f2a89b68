package dev.gangway.virtual;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Keeps a flow of bytes at a rate. A timer that fires late is made up for, so that the mean rate holds. */
final class Pace {
    private static final long SECOND = 1_000_000_000L;

    /** Pauses below this are saved up: timers are not finer. */
    private static final long GRAIN = 2_000_000L;

    /** Lateness that is made up for at most. */
    private static final long SLACK = 40_000_000L;

    private static final int CHUNKS_PER_SECOND = 50;
    private static final int SMALLEST_CHUNK = 512;

    private final LongSupplier nanoTime;
    private long free = Long.MIN_VALUE;

    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Bytes to move at once at this rate. */
    int quantum(long rate) {
        return rate == 0
                ? Integer.MAX_VALUE
                : (int) Math.min(Integer.MAX_VALUE, Math.max(SMALLEST_CHUNK, rate / CHUNKS_PER_SECOND));
    }

    /** How long to pause after these bytes. */
    Duration moved(int bytes, long rate) {
        if (rate == 0) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        free = (free == Long.MIN_VALUE ? now : Math.max(free, now - SLACK)) + bytes * SECOND / rate;
        return free - now < GRAIN ? Duration.ZERO : Duration.ofNanos(free - now);
    }
}
