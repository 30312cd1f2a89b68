package dev.gangway.station.cli.ledger;

import dev.gangway.export.OutboxStatus;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.ledger.h2.H2Reader;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.cli.place.Workplace;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway outbox}: what is on its way to Kafka. */
@Command(
        name = "outbox",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Finished jobs on their way to Kafka.",
        subcommands = OutboxRepairCommand.class)
public final class OutboxCommand {
    private static final long SECONDS = 60;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Command(name = "status", mixinStandardHelpOptions = true, description = "How many jobs still have to be sent.")
    int status() {
        OutboxStatus status = with(StationBeside::outbox, H2Ledger::status);
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("cursor", status.cursor())
                    .put("pending", status.pending())
                    .put("resending", status.resending())
                    .put("head", status.head())
                    .put("acknowledged", status.acknowledged())
                    .put(
                            "acknowledgedAt",
                            status.acknowledgedAt() == null
                                    ? null
                                    : status.acknowledgedAt().toString())
                    .put("unproved", status.unproved()));
        } else {
            System.out.printf(
                    "%d jobs to send, %d to send again; acknowledged up to #%d, the newest job is #%d%n",
                    status.pending(), status.resending(), status.cursor(), status.head());
            if (status.acknowledgedAt() != null) {
                System.out.printf(
                        "the broker acknowledged #%d last, at %s%n", status.acknowledged(), status.acknowledgedAt());
            }
            if (status.unproved() > 0) {
                System.out.printf(
                        "%d jobs up to #%d count as sent and have no acknowledgement on file: send them again with"
                                + " gangway outbox resend --from 1 --to %d, or say that they arrived with gangway outbox"
                                + " repair --sent-up-to %d%n",
                        status.unproved(), status.cursor(), status.cursor(), status.cursor());
            }
        }
        return ExitCode.OK;
    }

    @Command(
            name = "resend",
            mixinStandardHelpOptions = true,
            description = "Has jobs sent again when the station runs next; consumers know them by their id.")
    int resend(
            @Option(names = "--from", required = true, paramLabel = "SEQ", description = "the first job's number")
                    long from,
            @Option(names = "--to", required = true, paramLabel = "SEQ", description = "the last job's number")
                    long to) {
        if (from < 1 || to < from) {
            throw new CommandFailure(ExitCode.INVALID, "--from is 1 or more, and --to is not before it");
        }
        long jobs = with(station -> station.resend(from, to), ledger -> ledger.resend(from, to));
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object().put("resending", jobs));
        } else if (jobs > 0) {
            System.out.println(jobs + " jobs will be sent again when the station runs");
        }
        if (jobs == 0) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "no job from #" + from + " to #" + to + " was sent before; nothing to send again");
        }
        return ExitCode.OK;
    }

    /** Asks the open ledger. */
    @FunctionalInterface
    private interface Question<T> {
        Future<T> ask(H2Ledger ledger);
    }

    /** Asks the station that runs. */
    @FunctionalInterface
    private interface Beside<T> {
        T ask(StationBeside station) throws BesideException;
    }

    private <T> T with(Beside<T> beside, Question<T> question) {
        Path folder = PlanFactory.data(root.globals());
        try {
            Optional<StationBeside> station = Workplace.beside(folder);
            if (station.isPresent()) {
                return beside.ask(station.get());
            }
            // Opening for writing would make a ledger where there is none.
            H2Reader.open(folder).close();
            try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
                return question.ask(ledger)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(SECONDS, TimeUnit.SECONDS);
            }
        } catch (BesideException e) {
            throw BesideLedger.failure(e);
        } catch (LedgerException e) {
            throw LedgerCommand.failure(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof LedgerException known
                    ? LedgerCommand.failure(known)
                    : new CommandFailure(ExitCode.ENVIRONMENT, "the outbox cannot be read: " + cause);
        } catch (TimeoutException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, "the ledger did not answer within " + SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }
}
