package dev.gangway.format;

/** A file or a buffer is not what it should be. The message says what was found and what was expected. */
public final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong. */
    public FormatException(String message) {
        super(message);
    }
}
