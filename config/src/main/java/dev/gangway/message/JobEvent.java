package dev.gangway.message;

import dev.gangway.model.Digest;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened in a job or to a port, for people and scripts that follow along. */
public sealed interface JobEvent extends Message {
    /** Where it happened. */
    PortPath port();

    /** The port's label. */
    Slot slot();

    /** The port's attach at that moment. */
    Epoch epoch();

    /** When. */
    Instant at();

    /** A scan was bound and the job's opening is in the ledger. */
    record JobStarted(PortPath port, Slot slot, Epoch epoch, Instant at, JobOrder order, Digest recipeDigest)
            implements JobEvent {}

    /** One step ended. */
    record StepFinished(PortPath port, Slot slot, Epoch epoch, Instant at, JobOrder order, StepResult result)
            implements JobEvent {}

    /**
     * One attempt failed.
     *
     * @param retryInSeconds when the next one starts, null when none follows
     */
    record AttemptFailed(
            PortPath port,
            Slot slot,
            Epoch epoch,
            Instant at,
            JobOrder order,
            int attempt,
            String step,
            Failure failure,
            @Nullable Double retryInSeconds)
            implements JobEvent {}

    /**
     * The job ended and its record is on disk.
     *
     * @param ledgerSeq the record's number
     */
    record JobEnded(PortPath port, Slot slot, Epoch epoch, Instant at, JobSummary summary, long ledgerSeq)
            implements JobEvent {}

    /** Several boards in a row failed here. */
    record PortQuarantined(PortPath port, Slot slot, Epoch epoch, Instant at, String reason) implements JobEvent {}

    /** A person released the port. */
    record PortReleased(PortPath port, Slot slot, Epoch epoch, Instant at, String reason) implements JobEvent {}
}
