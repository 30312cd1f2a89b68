package dev.gangway.hub;

import java.time.Duration;

/**
 * How the hub watcher looks and when it calls a port unstable.
 *
 * @param surveyEvery how often a bus is read without a hint
 * @param surveyedEvery how often all that is attached is told again
 * @param stuckAfter how long one survey may take before the bus is called stuck
 * @param flapChanges so many changes ...
 * @param flapWindow ... in this time make a port unstable
 * @param shortPresence only a board that leaves after less than this, and comes back in the same mode, counts as flapping
 * @param steadyFor without a change for so long, an unstable port is steady again
 */
public record HubSettings(
        Duration surveyEvery,
        Duration surveyedEvery,
        Duration stuckAfter,
        int flapChanges,
        Duration flapWindow,
        Duration shortPresence,
        Duration steadyFor) {
    /** Boards that lack power come for about 2 s and go for about 3 s; these catch them at the second time. */
    public static final HubSettings DEFAULT = new HubSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            3,
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4));
}
