package dev.gangway.model;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} out of blocking code on a port's worker. */
public final class FailureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /** A failure with its one-sentence message. */
    public FailureException(FailureKind kind, String message) {
        this(kind, message, null);
    }

    /** A failure that another exception caused. */
    public FailureException(FailureKind kind, String message, @Nullable Throwable cause) {
        super(kind.code() + ": " + message, cause);
        this.failure = new Failure(kind, message);
    }

    /** The failure as a value. */
    public Failure failure() {
        return failure;
    }
}
