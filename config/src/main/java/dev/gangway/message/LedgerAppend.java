package dev.gangway.message;

import dev.gangway.model.BoardId;
import dev.gangway.model.Digest;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is appended to the ledger. Repeating an append for the same job and kind is harmless: the first one counts. */
public sealed interface LedgerAppend extends Message {
    /** Hands this append to the handler's method for it and returns what that makes of it. */
    <R, X extends Exception> R to(Handler<R, X> handler) throws X;

    /**
     * One who takes all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     * @param <X> what each method may throw
     */
    interface Handler<R, X extends Exception> {
        /** A job begins. */
        R jobOpened(JobOpened append) throws X;

        /** Values go to a unit. */
        R valuesDrawn(ValuesDrawn append) throws X;

        /** An attempt ended. */
        R attemptEnded(AttemptEnded append) throws X;

        /** A job is over. */
        R jobClosed(JobClosed append) throws X;

        /** Something else that belongs on record. */
        R note(Note append) throws X;
    }

    /**
     * A job begins; should the process die, it is found and closed as INTERRUPTED at the next start. Refused when the
     * serial has passed before and the order is no rework.
     *
     * @param boardId the board's own id, where it told one; on a line it is not known yet
     * @param chip the chip's name; null on a line, where it is not known yet
     */
    record JobOpened(
            JobOrder order,
            int recipeVersion,
            Digest recipeDigest,
            String verified,
            PortPath port,
            Slot slot,
            @Nullable BoardId boardId,
            @Nullable String chip,
            String station,
            Instant at)
            implements LedgerAppend {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.jobOpened(this);
        }
    }

    /**
     * Values of pools go to a unit, all of them or none. Refused as {@code taken} when one of them is another unit's, or was ever
     * another's, or the unit has another one of that pool.
     *
     * @param job for which job, which is open; null = they were handed out before, somewhere else
     * @param serial the unit
     * @param draws the values
     * @param at when
     */
    record ValuesDrawn(@Nullable JobId job, Serial serial, java.util.List<PoolDraw> draws, Instant at)
            implements LedgerAppend {
        /** Copies the list. */
        public ValuesDrawn {
            draws = java.util.List.copyOf(draws);
        }

        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.valuesDrawn(this);
        }
    }

    /** One attempt ended, with the steps it ran. */
    record AttemptEnded(JobId job, AttemptResult attempt, java.util.List<StepResult> steps) implements LedgerAppend {
        /** Copies the list. */
        public AttemptEnded {
            steps = java.util.List.copyOf(steps);
        }

        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.attemptEnded(this);
        }
    }

    /** The job is over. */
    record JobClosed(JobSummary summary) implements LedgerAppend {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.jobClosed(this);
        }
    }

    /**
     * Something that a person or the station did and that belongs on record: quarantine, release, rework allowed …
     *
     * @param kind a stable code
     * @param facts names and values, without secrets
     */
    record Note(String kind, String operator, Instant at, Map<String, String> facts) implements LedgerAppend {
        /** Copies the map. */
        public Note {
            facts = Map.copyOf(facts);
        }

        /** The same, recorded as of this time. */
        public Note recordedAt(Instant time) {
            return new Note(kind, operator, time, facts);
        }

        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.note(this);
        }
    }
}
