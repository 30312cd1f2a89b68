package dev.gangway.shell;

import dev.gangway.model.FailureKind;

/** Exit codes of all commands and of all bench verbs. */
public final class ExitCode {
    /** Done; all jobs passed; nothing wrong found. */
    public static final int OK = 0;

    /** A job did not pass, or a verification found a difference. */
    public static final int NOT_PASSED = 1;

    /** Wrong usage, or a configuration, recipe or image that is invalid. */
    public static final int INVALID = 2;

    /** No such port, board, serial or record. */
    public static final int NOT_FOUND = 3;

    /** The environment: no USB, no permission, held by another program, address in use, disk full. */
    public static final int ENVIRONMENT = 4;

    /** A station that could not serve any more, and ended itself so that it is started again. */
    public static final int STUCK = 70;

    /** Interrupted by a person. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** The exit code for a failure of this kind. */
    public static int of(FailureKind kind) {
        if (kind == FailureKind.STOPPED_BY_PERSON) {
            return INTERRUPTED;
        }
        return switch (kind.failureClass()) {
            case IMAGE -> INVALID;
            case STATION -> ENVIRONMENT;
            case TRANSIENT, BOARD, OPERATOR -> NOT_PASSED;
        };
    }
}
