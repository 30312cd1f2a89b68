package dev.gangway.station.report;

import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Counts how the jobs of one run ended. Safe for several threads. */
public final class RunTally {
    private final InstantSource clock;
    private final Instant begun;
    private final List<JobEvent.JobEnded> ended = new ArrayList<>();
    private Instant last;

    /**
     * Begins to count.
     *
     * @param clock one that is never moved
     */
    public RunTally(InstantSource clock) {
        this.clock = clock;
        this.begun = clock.instant();
        this.last = begun;
    }

    /** A job ended; its record is on disk. */
    public synchronized void add(JobEvent.JobEnded job) {
        ended.add(job);
        last = clock.instant();
    }

    /** Every job that ended, in order. */
    public synchronized List<JobEvent.JobEnded> jobs() {
        return List.copyOf(ended);
    }

    /** Jobs that passed. */
    public long passed() {
        return count(Verdict.PASSED);
    }

    /** Jobs that failed. */
    public long failed() {
        return count(Verdict.FAILED);
    }

    /** Jobs that a person stopped, or the end of the station. */
    public long aborted() {
        return count(Verdict.ABORTED) + count(Verdict.INTERRUPTED);
    }

    /** From the begin to the last job's end, in seconds. */
    public synchronized double seconds() {
        return Duration.between(begun, last).toMillis() / 1000.0;
    }

    /** Bytes moved by all jobs. */
    public long bytes() {
        return jobs().stream().mapToLong(job -> job.summary().bytes()).sum();
    }

    private long count(Verdict verdict) {
        return jobs().stream()
                .map(JobEvent.JobEnded::summary)
                .map(JobSummary::verdict)
                .filter(verdict::equals)
                .count();
    }
}
