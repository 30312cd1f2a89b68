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
    /** Hands this event to the handler's method for it and returns what that makes of it. */
    <R> R to(Handler<R> handler);

    /**
     * One who takes all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     */
    interface Handler<R> {
        /** A job started. */
        R jobStarted(JobStarted event);

        /** A step ended. */
        R stepFinished(StepFinished event);

        /** An attempt failed. */
        R attemptFailed(AttemptFailed event);

        /** A job is over. */
        R jobEnded(JobEnded event);

        /** A port is taken out of use. */
        R portQuarantined(PortQuarantined event);

        /** A port is in use again. */
        R portReleased(PortReleased event);
    }

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
            implements JobEvent {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.jobStarted(this);
        }
    }

    /** One step ended. */
    record StepFinished(PortPath port, Slot slot, Epoch epoch, Instant at, JobOrder order, StepResult result)
            implements JobEvent {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.stepFinished(this);
        }
    }

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
            implements JobEvent {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.attemptFailed(this);
        }
    }

    /**
     * The job ended and its record is on disk.
     *
     * @param ledgerSeq the record's number
     */
    record JobEnded(PortPath port, Slot slot, Epoch epoch, Instant at, JobSummary summary, long ledgerSeq)
            implements JobEvent {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.jobEnded(this);
        }
    }

    /** Several boards in a row failed here. */
    record PortQuarantined(PortPath port, Slot slot, Epoch epoch, Instant at, String reason) implements JobEvent {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.portQuarantined(this);
        }
    }

    /** A person released the port. */
    record PortReleased(PortPath port, Slot slot, Epoch epoch, Instant at, String reason) implements JobEvent {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.portReleased(this);
        }
    }
}
