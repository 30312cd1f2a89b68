package dev.gangway.sealed;

import org.jspecify.annotations.Nullable;

/** A package, or a key of one, that is not used, in a sentence that says why and what to do. No key is in it. */
public final class SealedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A reason. */
    public SealedException(String message) {
        this(message, null);
    }

    /** A reason that another exception gave. */
    public SealedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
