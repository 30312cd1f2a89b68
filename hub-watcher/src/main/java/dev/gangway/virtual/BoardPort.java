package dev.gangway.virtual;

import java.time.Duration;

/**
 * What a plugged virtual board can do to its port. {@link #enumerate} and {@link #detach} are called under the board's lock;
 * {@link #wake} and {@link #after} by any thread. Scheduled tasks run under the lock, and never after the board was
 * unplugged.
 */
public interface BoardPort {
    /** The board appears on the bus with these descriptors. */
    void enumerate(UsbFunction function);

    /** The board leaves the bus; transfers in flight fail as disconnected. */
    void detach();

    /** What was answered with NAK may be served now. */
    void wake();

    /** Runs the task after a delay, unless the board is unplugged before. */
    void after(Duration delay, Runnable task);
}
