package dev.gangway.station.cli.ledger;

import dev.gangway.json.JobJson;
import dev.gangway.ledger.JobFilter;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Failure;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.TextTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ledger list}: finished jobs, the newest last. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Finished jobs, the newest last.")
final class LedgerList implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private LedgerCommand ledger;

    @Mixin
    private LedgerFilters filters = new LedgerFilters();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many, the newest (default: ${DEFAULT-VALUE})")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new CommandFailure(ExitCode.INVALID, "--limit is 1 or more");
        }
        JobFilter filter = filters.filter();
        return ledger.read(reader -> {
            Deque<StoredJob> newest = new ArrayDeque<>();
            AtomicLong older = new AtomicLong();
            reader.forEach(filter, job -> {
                newest.add(job);
                if (newest.size() > limit) {
                    newest.remove();
                    older.incrementAndGet();
                }
            });
            if (newest.isEmpty()) {
                throw new CommandFailure(ExitCode.NOT_FOUND, "the ledger has no such job");
            }
            if (ledger.globals().json()) {
                newest.forEach(job -> JsonOut.line(JobJson.of(job)));
            } else {
                table(newest).print(System.out);
            }
            if (older.get() > 0 && !ledger.globals().quiet()) {
                System.err.println("gangway: these are the newest " + newest.size() + "; " + older
                        + " older of that kind are there too, --limit N shows more");
            }
            return ExitCode.OK;
        });
    }

    private static TextTable table(Iterable<StoredJob> jobs) {
        TextTable table = new TextTable("#", "ended", "serial", "verdict", "failure", "recipe", "slot", "tries", "s");
        for (StoredJob stored : jobs) {
            JobSummary job = stored.summary();
            Failure failure = job.failure();
            table.row(
                    Long.toString(stored.seq()),
                    JobJson.time(job.endedAt()),
                    job.serial().value(),
                    job.verdict().name(),
                    failure == null ? "-" : failure.kind().code(),
                    job.recipe(),
                    job.slot().label(),
                    Integer.toString(job.attempts().size()),
                    String.format(Locale.ROOT, "%.1f", job.seconds()));
        }
        return table;
    }
}
