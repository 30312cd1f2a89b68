package dev.gangway.station.cli.ledger;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.place.PlanFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ledger restore}: goes on with a ledger whose end is missing. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Goes on with a ledger whose end is missing, such as a backup that was put back; that is on"
                + " record.")
final class LedgerRestore implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private LedgerCommand ledger;

    @Override
    public Integer call() {
        Path folder = PlanFactory.data(ledger.globals());
        try {
            String missing = H2Ledger.restore(folder, Clock.systemUTC(), Globals.person());
            if (ledger.globals().json()) {
                JsonOut.line(JsonOut.object().put("restored", true).put("missing", missing));
            } else {
                System.out.println("On record by " + Globals.person() + ": " + missing);
                System.out.println("The station goes on behind the last record that is there.");
            }
            return ExitCode.OK;
        } catch (LedgerException e) {
            throw LedgerCommand.failure(e);
        }
    }
}
