package dev.gangway.station.beside;

/** What was asked of a running station was not done; the message says why and what to do. */
public final class BesideException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** The code is one of {@link dev.gangway.shell.ExitCode}. */
    BesideException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The exit code of a command that ends with this. */
    public int code() {
        return code;
    }
}
