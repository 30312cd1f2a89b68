package dev.gangway.virtual;

import java.time.Duration;

/**
 * How a board is plugged in.
 *
 * @param identityDelay how long after each enumeration the descriptors arrive; until then the board is seen without an id
 */
public record PlugOptions(Duration identityDelay) {
    /** At once, as a healthy board on a quiet hub. */
    public static final PlugOptions PROMPT = new PlugOptions(Duration.ZERO);
}
