package dev.gangway.station.cli.ledger;

import dev.gangway.json.JobJson;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Failure;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ledger show}: everything about one unit. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Everything about one unit.")
final class LedgerShow implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private LedgerCommand ledger;

    @Parameters(paramLabel = "SERIAL", description = "the unit's serial")
    private String serial = "";

    @Override
    public Integer call() {
        return ledger.read(reader -> {
            List<StoredJob> jobs = reader.jobsOf(LedgerFilters.serial(serial));
            if (jobs.isEmpty()) {
                throw new CommandFailure(ExitCode.NOT_FOUND, "the ledger knows no unit " + serial);
            }
            for (StoredJob job : jobs) {
                if (ledger.globals().json()) {
                    JsonOut.line(JobJson.of(job));
                } else {
                    print(System.out, job);
                }
            }
            return ExitCode.OK;
        });
    }

    private static void print(PrintStream out, StoredJob stored) {
        JobSummary job = stored.summary();
        out.printf("#%d  %s  %s%n", stored.seq(), job.serial(), job.verdict());
        line(out, "job", job.job().value() + (job.rework() ? " (rework)" : ""));
        line(
                out,
                "recipe",
                job.recipe() + " version " + job.recipeVersion() + ", sha256 "
                        + job.recipeDigest().hex());
        line(out, "verified", job.verified());
        line(
                out,
                "board",
                (job.chip() == null ? "never said who it is" : job.chip())
                        + (job.boardId() == null ? "" : ", " + job.boardId().value()));
        line(
                out,
                "same board",
                new TreeMap<>(job.identity())
                        .entrySet().stream()
                                .map(met -> met.getKey().code() + " by "
                                        + met.getValue().code())
                                .collect(Collectors.joining(", ")));
        line(out, "place", job.station() + ", slot " + job.slot() + ", port " + job.port());
        line(out, "operator", job.operator());
        line(out, "time", JobJson.time(job.startedAt()) + " to " + JobJson.time(job.endedAt()));
        if (!job.clockMoved().isZero()) {
            line(
                    out,
                    "clock",
                    String.format(
                            Locale.ROOT,
                            "was moved by %+.1f s meanwhile; the times are by the clock as it stood before",
                            job.clockMoved().toMillis() / 1000.0));
        }
        for (AttemptResult attempt : job.attempts()) {
            Failure failure = attempt.failure();
            line(
                    out,
                    "attempt " + attempt.attempt(),
                    failure == null
                            ? "passed"
                            : failure.kind().code() + " in \"" + attempt.failedStep() + "\": " + failure.message());
            if (attempt.console() != null) {
                console(out, attempt.console());
            }
            job.steps().stream()
                    .filter(step -> step.attempt() == attempt.attempt())
                    .forEach(step -> line(out, "", step(step)));
        }
        for (ImageUsed image : job.images()) {
            line(
                    out,
                    "image",
                    image.name() + " = " + image.file() + ", " + image.bytes() + " bytes, sha256 "
                            + image.sha256().hex());
            line(out, "", image.proved() == null ? "not read back" : "proved: " + image.proved());
            if (image.written() != null) {
                line(
                        out,
                        "",
                        image.wasAlreadyThere()
                                ? "already there, nothing written"
                                : image.written() + " bytes written, after a look at what was there");
            }
        }
        line(out, "chain", stored.chain());
        line(out, "previous", stored.previous());
        out.println();
    }

    private static void console(PrintStream out, ConsoleKept console) {
        line(
                out,
                "console",
                console.bytes() + " bytes" + (console.leftOut() > 0 ? " (" + console.leftOut() + " left out)" : "")
                        + ", sha256 " + console.sha256().hex()
                        + (console.problem().isEmpty() ? "" : ", NOT KEPT: " + console.problem()));
        console.last().lines().forEach(said -> line(out, "", "| " + said));
    }

    private static String step(StepResult step) {
        return String.format(
                Locale.ROOT,
                "%-4s %8.3f s %12d bytes  %s%s",
                step.ok() ? "ok" : "FAIL",
                step.seconds(),
                step.bytes(),
                step.step(),
                step.facts().isEmpty() ? "" : " " + new TreeMap<>(step.facts()));
    }

    private static void line(PrintStream out, String name, String value) {
        out.printf("    %-10s %s%n", name, value);
    }
}
