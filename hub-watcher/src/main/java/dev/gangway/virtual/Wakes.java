package dev.gangway.virtual;

import java.util.concurrent.TimeUnit;

/**
 * Counts the occasions on which a transfer that was answered with NAK may go on. Has its own monitor, so that a waiter can
 * be woken while a board computes under its lock. Any thread may call.
 */
final class Wakes {
    private long count;

    synchronized long count() {
        return count;
    }

    synchronized void wake() {
        count++;
        notifyAll();
    }

    /** Waits until the count differs from the given one, at most so long. */
    synchronized void await(long seen, long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        while (count == seen) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
