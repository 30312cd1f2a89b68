package dev.gangway.channel;

import dev.gangway.model.FailureException;
import java.time.Duration;

/** How a protocol's client waits where the wire has nothing to say. One thread, the caller's. */
@FunctionalInterface
public interface Pauses {
    /**
     * Blocks for this long.
     *
     * @throws FailureException STOPPED_BY_PERSON or STATION_STOPPED when it was ended early
     */
    void pause(Duration time) throws FailureException;
}
