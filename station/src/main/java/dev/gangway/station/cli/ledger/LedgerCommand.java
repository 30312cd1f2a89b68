package dev.gangway.station.cli.ledger;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerView;
import dev.gangway.ledger.h2.H2Reader;
import dev.gangway.model.FileTrouble;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.beside.LedgerTrouble;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.cli.place.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ledger}: the record, also of a station that runs, which is asked for it. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The record of all jobs, also while the station runs.",
        subcommands = {
            LedgerShow.class,
            LedgerList.class,
            LedgerConsole.class,
            LedgerVerify.class,
            LedgerExport.class,
            LedgerRestore.class
        })
public final class LedgerCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    /** The folder of all that the station writes. */
    Path folder() {
        return PlanFactory.data(root.globals());
    }

    Globals globals() {
        return root.globals();
    }

    /** Work with the open ledger. */
    @FunctionalInterface
    interface Work {
        int run(LedgerView ledger) throws LedgerException, IOException;
    }

    /** Opens the ledger or asks the station that holds it, works. What the ledger says becomes the end of the command. */
    int read(Work work) {
        return read(folder(), work);
    }

    /** The same for the ledger in this folder. */
    static int read(Path folder, Work work) {
        try (LedgerView ledger = open(folder)) {
            String missing = ledger.missingAtEnd();
            if (!missing.isEmpty()) {
                System.err.println("gangway: the ledger lost its end: " + missing);
            }
            return work.run(ledger);
        } catch (LedgerException e) {
            throw failure(e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, "the output cannot be written: " + FileTrouble.told(e));
        }
    }

    private static LedgerView open(Path folder) throws LedgerException {
        Optional<StationBeside> beside = Workplace.beside(folder);
        return beside.isPresent() ? new BesideLedger(beside.get()) : H2Reader.open(folder);
    }

    /** What a ledger's failure means to the caller of a command. */
    static CommandFailure failure(LedgerException e) {
        return new CommandFailure(LedgerTrouble.code(e), String.valueOf(e.getMessage()));
    }
}
