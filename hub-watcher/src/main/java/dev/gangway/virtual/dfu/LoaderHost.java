package dev.gangway.virtual.dfu;

import java.time.Duration;

/** What a loader can have its board do. Under the board's lock. */
interface LoaderHost {
    /** The board leaves the bus and starts what it was given. */
    void startApplication();

    /** Runs the task later, unless the board is unplugged or starts anew before. */
    void after(Duration delay, Runnable task);

    /** A line of the board's console. */
    void log(String line);
}
