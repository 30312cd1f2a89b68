package dev.gangway.virtual;

import dev.gangway.virtual.fault.FaultPlan;
import java.time.Duration;

/**
 * How a board is plugged in.
 *
 * @param identityDelay how long after each enumeration the descriptors arrive; until then the board is seen without an id
 * @param faults what goes wrong; one plan belongs to one board, wherever and however often it is plugged in
 */
public record PlugOptions(Duration identityDelay, FaultPlan faults) {
    /** A sound board whose descriptors arrive late. */
    public PlugOptions(Duration identityDelay) {
        this(identityDelay, FaultPlan.sound());
    }

    /** At once, as a healthy board on a quiet hub. */
    public static PlugOptions prompt() {
        return new PlugOptions(Duration.ZERO);
    }

    /** At once, with these faults. */
    public static PlugOptions with(FaultPlan faults) {
        return new PlugOptions(Duration.ZERO, faults);
    }
}
