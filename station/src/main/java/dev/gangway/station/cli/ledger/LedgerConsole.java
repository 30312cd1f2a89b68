package dev.gangway.station.cli.ledger;

import dev.gangway.console.ConsoleFolder;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerView;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StoredJob;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.JobId;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ledger console}: what a board said on its console in a job, held against the record. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = "What a board said on its console; exit code 1 when what is kept is not what the record says.")
final class LedgerConsole implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private LedgerCommand ledger;

    @Parameters(paramLabel = "JOB|SERIAL", description = "a job's id, or a unit's serial: its newest job")
    private String wanted = "";

    @Option(names = "--attempt", paramLabel = "N", description = "this one; otherwise the last that said anything")
    private int attempt;

    @Option(names = "--out", paramLabel = "FILE", description = "write there instead of to standard output")
    private @Nullable Path out;

    @Override
    public Integer call() {
        return ledger.read(reader -> {
            JobSummary job = job(reader).summary();
            AttemptResult chosen = job.attempts().stream()
                    .filter(one -> attempt == 0 ? one.console() != null : one.attempt() == attempt)
                    .reduce((earlier, later) -> later)
                    .orElseThrow(() -> nothing(job));
            ConsoleKept kept = chosen.console();
            if (kept == null) {
                throw nothing(job);
            }
            return tell(job.job(), chosen.attempt(), kept, text(job.job(), chosen.attempt(), kept));
        });
    }

    private CommandFailure nothing(JobSummary job) {
        return new CommandFailure(
                ExitCode.NOT_FOUND,
                "no console said anything in " + (attempt == 0 ? "" : "attempt " + attempt + " of ") + "the job "
                        + job.job() + " of " + job.serial());
    }

    private StoredJob job(LedgerView reader) throws LedgerException {
        if (wanted.matches("[0-9a-f]{32}")) {
            Optional<StoredJob> named = reader.job(new JobId(wanted));
            if (named.isPresent()) {
                return named.get();
            }
        }
        List<StoredJob> found = reader.jobsOf(LedgerFilters.serial(wanted));
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "the ledger knows no job and no unit " + wanted);
        }
        return found.get(found.size() - 1);
    }

    private String text(JobId job, int number, ConsoleKept kept) {
        ConsoleFolder folder = new ConsoleFolder(ledger.folder());
        try {
            return folder.read(job, number)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.NOT_FOUND,
                            kept.problem().isEmpty()
                                    ? folder.file(job, number) + " is not there any more: put it back from a backup"
                                    : "it could not be kept when the job ran: " + kept.problem()));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NOT_PASSED,
                    folder.file(job, number) + " can't be read (" + FileTrouble.told(e)
                            + "): put it back from a backup");
        }
    }

    private int tell(JobId job, int number, ConsoleKept kept, String text) throws IOException {
        boolean same = ConsoleFolder.digest(text).equals(kept.sha256());
        Path file = out;
        if (file != null) {
            Files.writeString(file, text);
        } else if (ledger.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("job", job.value())
                    .put("attempt", number)
                    .put("sha256", kept.sha256().hex())
                    .put("bytes", kept.bytes())
                    .put("leftOut", kept.leftOut())
                    .put("sound", same)
                    .put("text", text));
        } else {
            System.out.print(text);
        }
        if (!same) {
            System.err.println("gangway: this is not what the record says: its SHA-256 is "
                    + ConsoleFolder.digest(text).hex() + ", on record is "
                    + kept.sha256().hex());
        }
        return same ? ExitCode.OK : ExitCode.NOT_PASSED;
    }
}
