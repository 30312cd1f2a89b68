package dev.gangway.station.cli.ledger;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.ledger.h2.OutboxRepair;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.PlanFactory;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gangway outbox repair}: sets a missing or wrong cursor right. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description =
                "Sets a missing or wrong cursor to the last record up to which acknowledgements are on file; what is"
                        + " behind it goes out again. That is on record.")
final class OutboxRepairCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--sent-up-to",
            paramLabel = "SEQ",
            description = "all up to this record arrived, by your word; nothing of it goes out again")
    private @Nullable Long sentUpTo;

    @Override
    public Integer call() {
        Globals globals = ((Root) spec.root().userObject()).globals();
        try {
            OutboxRepair.Done done = H2Ledger.repairOutbox(
                    PlanFactory.data(globals),
                    Clock.systemUTC(),
                    Globals.person(),
                    sentUpTo == null ? OptionalLong.empty() : OptionalLong.of(sentUpTo));
            if (globals.json()) {
                JsonOut.line(JsonOut.object()
                        .put("before", done.before())
                        .put("cursor", done.cursor())
                        .put("again", done.again()));
            } else {
                System.out.printf(
                        "On record by %s: the cursor was %s and is #%d now; %d jobs go out when the station runs%n",
                        Globals.person(), done.before(), done.cursor(), done.again());
            }
            return ExitCode.OK;
        } catch (LedgerException e) {
            throw LedgerCommand.failure(e);
        }
    }
}
