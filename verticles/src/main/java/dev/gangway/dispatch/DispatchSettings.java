package dev.gangway.dispatch;

import java.util.Set;

/**
 * What the dispatcher is told.
 *
 * @param supervisors badges that may allow rework; empty = nobody may
 */
public record DispatchSettings(Set<String> supervisors) {
    /** Copies the set. */
    public DispatchSettings {
        supervisors = Set.copyOf(supervisors);
    }
}
