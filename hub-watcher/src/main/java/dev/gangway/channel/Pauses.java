package dev.gangway.channel;

import dev.gangway.model.FailureException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How a protocol's client waits where the wire has nothing to say. One thread, the caller's. */
@FunctionalInterface
public interface Pauses {
    /** The wait of a caller whom nobody could stop: a bench verb, a test. */
    Pauses UNSTOPPED = time -> {
        long end = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
        }
    };

    /**
     * Blocks for this long.
     *
     * @throws FailureException STOPPED_BY_PERSON or STATION_STOPPED when it was ended early
     */
    void pause(Duration time) throws FailureException;
}
