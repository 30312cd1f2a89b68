package dev.gangway.model;

import java.util.Locale;

/** What the operator does about a failure: the word on the tile. The {@link #code()} is stable; pages have the words. */
public enum Cure {
    /** Unplug the board and plug it in again. */
    REPLUG,
    /** See to the cable, the contact, the hub or the supply. */
    CHECK_CABLE,
    /** Put this board away: no further try helps it. */
    SET_ASIDE,
    /** Scan a label to start anew. */
    SCAN_AGAIN,
    /** Nothing at the line helps: the engineer has to come. */
    CALL_ENGINEER;

    /** The stable name in JSON, for example {@code check-cable}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
