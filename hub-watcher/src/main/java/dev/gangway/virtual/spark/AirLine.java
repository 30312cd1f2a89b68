package dev.gangway.virtual.spark;

import java.io.IOException;
import java.time.Duration;

/** What a Core hears on. */
@FunctionalInterface
interface AirLine {
    /**
     * Waits until something is there.
     *
     * @return false when nothing was in this time
     * @throws IOException when the connection ended
     */
    boolean awaits(Duration time) throws IOException;
}
