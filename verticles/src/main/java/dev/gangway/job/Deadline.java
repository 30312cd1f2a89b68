package dev.gangway.job;

import java.time.Duration;

/** Until when a wait of several parts goes on. */
record Deadline(long nanoTime) {
    /** The end of this time, which begins now. */
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left of it; zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }
}
