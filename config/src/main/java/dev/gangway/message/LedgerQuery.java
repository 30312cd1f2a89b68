package dev.gangway.message;

import dev.gangway.model.Serial;
import org.jspecify.annotations.Nullable;

/** Questions to the ledger. */
public sealed interface LedgerQuery extends Message {
    /** Hands this question to the handler's method for it and returns the answer. */
    <R, X extends Exception> R to(Handler<R, X> handler) throws X;

    /**
     * One who answers all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> the answers
     * @param <X> what each method may throw
     */
    interface Handler<R, X extends Exception> {
        /** What is known of a serial. */
        R history(History query) throws X;

        /** The newest jobs. */
        R recent(Recent query) throws X;

        /** The figures of today. */
        R today(Today query) throws X;

        /** What was drawn from a pool. */
        R pool(Pool query) throws X;

        /** Whether it can be read and written. */
        R health(Health query) throws X;
    }

    /** Whether this serial has a PASSED job; answered by {@link LedgerReply.SerialHistory}. */
    record History(Serial serial) implements LedgerQuery {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.history(this);
        }
    }

    /**
     * The newest finished jobs, newest first; answered by {@link LedgerReply.Jobs}.
     *
     * @param limit at most 1,000
     */
    record Recent(int limit) implements LedgerQuery {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.recent(this);
        }
    }

    /** Counts since the local midnight of the station; answered by {@link LedgerReply.Today}. */
    record Today() implements LedgerQuery {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.today(this);
        }
    }

    /**
     * What a unit has of a pool, and how far the pool is drawn; answered by {@link LedgerReply.PoolUse}.
     *
     * @param pool the pool's name
     * @param serial the unit; null = only how far the pool is drawn
     * @param first the first place that the pool has now
     * @param last the last one
     */
    record Pool(String pool, @Nullable Serial serial, long first, long last) implements LedgerQuery {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.pool(this);
        }
    }

    /** Whether the ledger can be read and written; answered by {@link LedgerReply.Health}. Nothing is written for it. */
    record Health() implements LedgerQuery {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.health(this);
        }
    }
}
