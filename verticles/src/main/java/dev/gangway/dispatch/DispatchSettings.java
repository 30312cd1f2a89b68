package dev.gangway.dispatch;

import java.time.Duration;
import java.util.Set;

/**
 * What the dispatcher is told.
 *
 * @param supervisors badges that may allow rework; empty = nobody may
 * @param prefixes what barcodes begin with that are no serials
 * @param badgeIdle how long a badge counts at a desk where nothing is scanned
 */
public record DispatchSettings(Set<String> supervisors, Prefixes prefixes, Duration badgeIdle) {
    /** What slot labels, command barcodes and badges begin with; empty = there are none of that kind. */
    public record Prefixes(String slot, String command, String badge) {}

    /** Copies the set. */
    public DispatchSettings {
        supervisors = Set.copyOf(supervisors);
    }
}
