package dev.gangway.message;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The ledger's answers. */
public sealed interface LedgerReply extends Message {
    /**
     * This as the answer to what was asked.
     *
     * @param answer what {@link LedgerQuery} promises for that question
     * @throws IllegalStateException when it answers another question
     */
    default <R extends LedgerReply> R as(Class<R> answer) {
        if (!answer.isInstance(this)) {
            throw new IllegalStateException(
                    "the ledger was asked for " + answer.getSimpleName() + " and answered " + this);
        }
        return answer.cast(this);
    }

    /** What became of an append. */
    sealed interface Written extends LedgerReply {
        /** Hands this reply to the handler's method for it and returns what that makes of it. */
        <R> R to(Handler<R> handler);

        /** Why nothing was recorded; empty when the record is on disk. */
        Optional<NotRecorded> refusal();

        /**
         * One who takes both; a case that is added does not compile until each handler has its method.
         *
         * @param <R> what each method makes of it
         */
        interface Handler<R> {
            /** It is on disk. */
            R recorded(Recorded reply);

            /** It is not. */
            R notRecorded(NotRecorded reply);
        }
    }

    /**
     * The record is on disk: it survives kill -9 and a power cut.
     *
     * @param seq its number in the chain
     */
    record Recorded(long seq) implements Written {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.recorded(this);
        }

        @Override
        public Optional<NotRecorded> refusal() {
            return Optional.empty();
        }
    }

    /**
     * Nothing was recorded.
     *
     * @param reason {@code passed-before}, {@code in-use} (another job of this serial is open), {@code taken} (a value
     *     is another unit's), {@code too-large} or {@code unavailable}
     * @param message what is wrong and what to do
     */
    record NotRecorded(String reason, String message) implements Written {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.notRecorded(this);
        }

        @Override
        public Optional<NotRecorded> refusal() {
            return Optional.of(this);
        }
    }

    /**
     * What is known of a serial.
     *
     * @param passed whether one of its jobs passed
     * @param jobs its finished jobs, oldest first
     */
    record SerialHistory(boolean passed, List<StoredJob> jobs) implements LedgerReply {
        /** Copies the list. */
        public SerialHistory {
            jobs = List.copyOf(jobs);
        }
    }

    /** Finished jobs. */
    record Jobs(List<StoredJob> jobs) implements LedgerReply {
        /** Copies the list. */
        public Jobs {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * The line's figures of today. First-pass yield counts units whose first job ended today.
     *
     * @param passed jobs that passed
     * @param failed jobs that failed
     * @param aborted jobs that a person stopped or that were interrupted
     * @param firstTried units whose first job ended, aborts and interruptions left out
     * @param firstPassed those of them that passed
     * @param meanSeconds mean duration of the passed jobs, 0 when there is none
     */
    record Today(long passed, long failed, long aborted, long firstTried, long firstPassed, double meanSeconds)
            implements LedgerReply {}

    /**
     * What a unit has of a pool.
     *
     * @param own the unit's value; empty when it has none, or only burnt ones
     * @param last the last place between those that were asked for that is drawn; empty when none is
     * @param lastShown what the record says of it; empty when none is
     */
    record PoolUse(Optional<UnitGot> own, OptionalLong last, String lastShown) implements LedgerReply {}

    /**
     * How the ledger is.
     *
     * @param problem why records cannot be written, one sentence; empty when it is well
     */
    record Health(String problem) implements LedgerReply {}
}
