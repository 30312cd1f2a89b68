package dev.gangway.port;

import dev.gangway.message.JobOrder;
import dev.gangway.model.Failure;
import dev.gangway.model.JobId;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.RetryPolicy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Mutable facts of a port's current or last job; only {@link PortMachine} changes them. */
final class PortJob {
    /** Where the job stands inside RUNNING and RETRYING. */
    enum Stage {
        /** Its opening is on the way to the ledger. */
        OPENING,
        /** An attempt runs on the worker. */
        WORKING,
        /** The next attempt waits for its time. */
        BACKING_OFF,
        /** Its end is on the way to the ledger. */
        RECORDING,
        /** Its end is on disk. */
        ENDED
    }

    final JobOrder order;
    final RetryPolicy policy;
    final Instant startedAt;
    Stage stage = Stage.OPENING;
    int attempt = 1;
    boolean aborting;
    Verdict verdict = Verdict.FAILED;

    @Nullable
    Failure failure;

    PortJob(JobOrder order, RetryPolicy policy, Instant startedAt) {
        this.order = order;
        this.policy = policy;
        this.startedAt = startedAt;
    }

    boolean is(JobId id) {
        return order.job().equals(id);
    }

    boolean isOver() {
        return stage == Stage.ENDED;
    }
}
