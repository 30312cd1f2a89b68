package dev.gangway.image.signature;

import org.jspecify.annotations.Nullable;

/** A signature that does not hold, in a sentence that says why and what to do. */
public final class SignatureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A reason. */
    public SignatureException(String message) {
        this(message, null);
    }

    /** A reason that another exception gave. */
    public SignatureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
