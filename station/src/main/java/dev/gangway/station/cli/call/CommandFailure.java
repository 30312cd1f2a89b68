package dev.gangway.station.cli.call;

import dev.gangway.shell.ExitCode;
import java.io.PrintStream;

/** Ends a command with an exit code and a message that says what to do. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** A failure; the code is one of {@link ExitCode}. */
    public CommandFailure(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Tells whoever gave the command, and returns the exit code. */
    public int tell(PrintStream err) {
        err.println("gangway: " + getMessage());
        return code;
    }
}
