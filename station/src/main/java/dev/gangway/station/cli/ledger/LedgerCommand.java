package dev.gangway.station.cli.ledger;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.h2.H2Reader;
import dev.gangway.model.FileTrouble;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.PlanFactory;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ledger}: the record of a station that does not run. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The record of all jobs. A running station holds it: look on its page then.",
        subcommands = {LedgerShow.class, LedgerList.class, LedgerVerify.class, LedgerExport.class})
public final class LedgerCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    Globals globals() {
        return root.globals();
    }

    /** Work with the open ledger. */
    @FunctionalInterface
    interface Work {
        int run(LedgerReader ledger) throws LedgerException, IOException;
    }

    /** Opens the ledger, works, closes it. What the ledger says becomes the end of the command. */
    int read(Work work) {
        Path folder = PlanFactory.data(root.globals());
        try (LedgerReader ledger = H2Reader.open(folder)) {
            return work.run(ledger);
        } catch (LedgerException e) {
            throw failure(e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, "the output cannot be written: " + FileTrouble.told(e));
        }
    }

    /** What a ledger's failure means to the caller of a command. */
    static CommandFailure failure(LedgerException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.reason()) {
            case MISSING -> new CommandFailure(ExitCode.NOT_FOUND, message);
            case DAMAGED -> new CommandFailure(ExitCode.NOT_PASSED, message);
            case HELD ->
                new CommandFailure(
                        ExitCode.ENVIRONMENT, message + ". While it runs, its page and /api/v1/state show its jobs");
            case NOT_ALLOWED, DISK_FULL, NEWER, FAILED -> new CommandFailure(ExitCode.ENVIRONMENT, message);
        };
    }
}
