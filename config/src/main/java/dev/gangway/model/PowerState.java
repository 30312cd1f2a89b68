package dev.gangway.model;

import java.util.Locale;

/** How the power of one port stands, as far as its hub tells. */
public enum PowerState {
    /** Nobody has asked yet, or the hub did not answer. */
    UNKNOWN,
    /** The hub switches the power of all its ports together, or of none. */
    NOT_SWITCHED,
    /** The port has power. */
    ON,
    /** Switched off, and nothing answers there. */
    OFF,
    /** The hub says that the power is off, yet the board still answers: only its data lines may have been cut. */
    STILL_ANSWERS,
    /** Switched off by a person, and on again without one. */
    CAME_BACK;

    /** The stable name in JSON, for example {@code not-switched}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
