package dev.gangway.dispatch;

import java.util.Set;

/**
 * What the dispatcher is told.
 *
 * @param supervisors badges that may allow rework; empty = nobody may
 * @param prefixes what barcodes begin with that are no serials
 */
public record DispatchSettings(Set<String> supervisors, Prefixes prefixes) {
    /** What slot labels, command barcodes and badges begin with; empty = there are none of that kind. */
    public record Prefixes(String slot, String command, String badge) {}

    /** Copies the set. */
    public DispatchSettings {
        supervisors = Set.copyOf(supervisors);
    }
}
