package dev.gangway.virtual.spark;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Measures how long ago something was. One thread. */
final class AirClock {
    private long begun = System.nanoTime();

    void restart() {
        begun = System.nanoTime();
    }

    /** What is left of this time; zero when it is over. */
    Duration left(Duration time) {
        return Duration.ofNanos(Math.max(0, begun + time.toNanos() - System.nanoTime()));
    }

    /** Lets time pass; less of it when the thread is interrupted. */
    static void pass(Duration time) {
        AirClock clock = new AirClock();
        while (!clock.left(time).isZero() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(clock.left(time).toNanos());
        }
    }
}
