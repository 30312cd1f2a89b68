package dev.gangway.fel;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The one wait of the protocol. */
@FunctionalInterface
interface Pause {
    /** sunxi-fel waits so long after it has started an SPL, while DRAM is trained (fel.c). */
    Duration AFTER_SPL_START = Duration.ofMillis(250);

    /** Waits {@link #AFTER_SPL_START} on the caller's thread; the bus has nothing to say meanwhile. */
    Pause REAL = () -> {
        long end = System.nanoTime() + AFTER_SPL_START.toNanos();
        long left = AFTER_SPL_START.toNanos();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
        }
    };

    void afterSplStart();
}
