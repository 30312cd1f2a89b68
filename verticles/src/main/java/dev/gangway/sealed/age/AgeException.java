package dev.gangway.sealed.age;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An encrypted file, or a key, that can't be used, in a sentence that says why. No key is in it. */
public final class AgeException extends IOException {
    private static final long serialVersionUID = 1L;

    AgeException(String message) {
        this(message, null);
    }

    AgeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
