package dev.gangway.virtual.uboot;

/** A script that the shell cannot read. */
final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
        super(message);
    }
}
