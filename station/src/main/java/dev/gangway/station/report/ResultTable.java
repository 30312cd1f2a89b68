package dev.gangway.station.report;

import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Failure;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The table at the end of a run, for people. */
public final class ResultTable {
    private static final String ROW = "%-6s %-14s %-12s %-20s %8s %10s %8s %7s%n";

    private ResultTable() {}

    /** Prints one line a job, in slot order, and the sum. */
    public static void print(PrintStream out, RunTally tally) {
        List<JobEvent.JobEnded> jobs = tally.jobs().stream()
                .sorted(Comparator.comparing(job -> job.slot().label()))
                .toList();
        out.printf(Locale.ROOT, ROW, "slot", "serial", "verdict", "failure", "attempts", "MB", "seconds", "ledger");
        for (JobEvent.JobEnded job : jobs) {
            JobSummary summary = job.summary();
            Failure failure = summary.failure();
            out.printf(
                    Locale.ROOT,
                    ROW,
                    job.slot(),
                    summary.serial(),
                    summary.verdict(),
                    failure == null ? "-" : failure.kind().code(),
                    summary.attempts().size(),
                    String.format(Locale.ROOT, "%.1f", summary.bytes() / 1e6),
                    String.format(Locale.ROOT, "%.1f", summary.seconds()),
                    job.ledgerSeq());
        }
        printSum(out, tally);
    }

    /** Prints how many jobs ended how. */
    public static void printSum(PrintStream out, RunTally tally) {
        out.printf(
                Locale.ROOT,
                "%d passed, %d failed, %d aborted in %.1f s, %.1f MB%n",
                tally.passed(),
                tally.failed(),
                tally.aborted(),
                tally.seconds(),
                tally.bytes() / 1e6);
        out.flush();
    }
}
