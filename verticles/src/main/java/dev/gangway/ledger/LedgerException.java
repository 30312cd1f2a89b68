package dev.gangway.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger can't be opened, read or written; the message says what to do. */
public final class LedgerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** Another process has the data folder open. */
        HELD,
        /** The folder or the file may not be read or written. */
        NOT_ALLOWED,
        /** There is no room on the disk. */
        DISK_FULL,
        /** The file is not what was written. */
        DAMAGED,
        /** A newer Gangway wrote it. */
        NEWER,
        /** There is no ledger in this folder. */
        MISSING,
        /** Anything else that the disk or the database says. */
        FAILED
    }

    /** A reason and a message that says what to do. */
    public LedgerException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
