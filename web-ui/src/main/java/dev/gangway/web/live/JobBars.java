package dev.gangway.web.live;

import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.message.PortStatus;
import dev.gangway.message.Progress;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The bars of all jobs that run, and what is known of past ones. Event loop only. */
final class JobBars {
    private final LongSupplier nanos;
    private final Map<PortPath, Entry> bars = new HashMap<>();
    private final Map<String, PastSteps> past = new HashMap<>();
    private final Map<PortPath, String> recipes = new HashMap<>();

    private record Entry(@Nullable JobId job, JobBar bar) {}

    /** None yet; the time comes from here, in nanoseconds. */
    JobBars(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Takes a finished job, of this run or of the record. */
    void learn(JobSummary job) {
        past.computeIfAbsent(job.recipe(), recipe -> new PastSteps()).learn(job);
    }

    /** Takes what happened in a job. */
    void accept(JobEvent event) {
        if (event instanceof JobEvent.JobStarted started) {
            recipes.put(started.port(), started.order().recipe());
        } else if (event instanceof JobEvent.JobEnded ended) {
            learn(ended.summary());
        }
    }

    /** Takes a port's state: a job that is over has no bar, another job a new one. */
    void accept(PortStatus status) {
        Entry known = bars.get(status.port());
        if (!status.state().isAtWork()) {
            bars.remove(status.port());
        } else if (known == null || !Objects.equals(known.job(), status.job())) {
            bars.put(status.port(), new Entry(status.job(), new JobBar()));
        }
    }

    /** The bar of the job that runs on this port; null when none does. */
    @Nullable
    JobBar of(PortPath port) {
        Entry entry = bars.get(port);
        return entry == null ? null : entry.bar();
    }

    /** Moves the bar of this port; answers whether anything changed that a person could see. */
    boolean advance(PortStatus status, @Nullable Progress moved) {
        JobBar bar = of(status.port());
        return bar != null
                && status.state() instanceof PortState.Running running
                && bar.advance(running, moved, past.get(recipes.getOrDefault(status.port(), "")), nanos.getAsLong());
    }
}
