package dev.gangway.model;

/** How a job ended. */
public enum Verdict {
    /** Every step succeeded, what the recipe verifies was read back, and the record is on disk. */
    PASSED,
    /** A permanent failure, or the last attempt failed. */
    FAILED,
    /** A person stopped it. */
    ABORTED,
    /** The station or its power went away in the middle. */
    INTERRUPTED
}
