package dev.gangway.port;

import dev.gangway.model.BootMode;
import java.util.Set;

/**
 * What a port's machine knows from the start and for good.
 *
 * @param quarantineAfter how many different boards in a row may fail before the port is quarantined; 0 = never
 * @param asked the boot modes in which a board can be asked who it is, so that a recipe can be chosen
 */
public record PortRules(int quarantineAfter, Set<BootMode> asked) {
    /** Copies the set. */
    public PortRules {
        asked = Set.copyOf(asked);
    }
}
