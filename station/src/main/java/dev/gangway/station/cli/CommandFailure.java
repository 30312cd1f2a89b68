package dev.gangway.station.cli;

/** Ends a command with an exit code and a message that says what to do. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** A failure; the code is one of {@link ExitCode}. */
    public CommandFailure(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The exit code. */
    public int code() {
        return code;
    }
}
