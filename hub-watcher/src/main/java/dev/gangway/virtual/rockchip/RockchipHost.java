package dev.gangway.virtual.rockchip;

import java.time.Duration;

/** What a boot ROM or a loader can do to its board. Called under the board's lock. */
interface RockchipHost {
    /** What the boot ROM was given takes over. */
    void startLoader();

    /** The board starts anew. */
    void restart(boolean toBootRom);

    /** Runs the task after a delay, unless the board has started anew meanwhile. */
    void after(Duration delay, Runnable task);

    /** What was answered with NAK may be served now. */
    void wake();

    /** A line of the console. */
    void log(String line);
}
