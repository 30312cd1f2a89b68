package dev.gangway.station;

import org.jspecify.annotations.Nullable;

/** The station can't start in this environment; the message says why and what to do. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** A reason with what to do about it. */
    public StartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
