package dev.gangway.station.beside;

import dev.gangway.ledger.LedgerException;
import dev.gangway.shell.ExitCode;

/** What a ledger's failure means to the caller of a command, in this process or beside it. */
public final class LedgerTrouble {
    private LedgerTrouble() {}

    /** The command's exit code. */
    public static int code(LedgerException e) {
        return switch (e.reason()) {
            case MISSING -> ExitCode.NOT_FOUND;
            case DAMAGED -> ExitCode.NOT_PASSED;
            case HELD, NOT_ALLOWED, DISK_FULL, NEWER, FAILED -> ExitCode.ENVIRONMENT;
        };
    }
}
