package dev.gangway.fel.command;

import org.jspecify.annotations.Nullable;

/** A command line that makes no sense; the message is what the person is told. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        this(message, null);
    }

    UsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
