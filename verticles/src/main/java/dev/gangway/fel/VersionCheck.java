package dev.gangway.fel;

import dev.gangway.model.FailureException;

/** Judges what a boot ROM says of itself, before anything else is sent to it. */
@FunctionalInterface
public interface VersionCheck {
    /** Throws when this is not the chip that is expected. */
    void judge(FelVersion version, Again again) throws FailureException;

    /** Asks the boot ROM once more. */
    @FunctionalInterface
    interface Again {
        /** What it says now. */
        FelVersion ask() throws FailureException;
    }
}
