package dev.gangway.model;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The state of one port, as its verticle publishes it. One case for each state of the design's vocabulary. */
public sealed interface PortState {
    /** Hands this state to the handler's method for it and returns what that makes of it. */
    <R> R to(Handler<R> handler);

    /** Whether the steps of a job run here, or wait to be tried again. */
    boolean isAtWork();

    /**
     * One who takes all of it; a state that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     */
    interface Handler<R> {
        /** Nothing is plugged in. */
        R empty(Empty state);

        /** Something is plugged in that cannot be served, or not yet. */
        R detected(Detected state);

        /** A scan is due. */
        R awaitingScan(AwaitingScan state);

        /** A job runs. */
        R running(Running state);

        /** A job tries again soon. */
        R retrying(Retrying state);

        /** A job passed. */
        R passed(Passed state);

        /** A job ended otherwise. */
        R failed(Failed state);

        /** Out of use after failures. */
        R quarantined(Quarantined state);

        /** Out of use. */
        R disabled(Disabled state);
    }

    /** The stable name in JSON, for example {@code awaiting-scan}. */
    default String code() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /**
     * Nothing is plugged in.
     *
     * @param reserved the serial that was scanned first and waits for its board here
     */
    record Empty(@Nullable Serial reserved) implements PortState {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.empty(this);
        }

        @Override
        public boolean isAtWork() {
            return false;
        }
    }

    /**
     * Something is plugged in and is being identified, or cannot be served.
     *
     * @param mode what it answers as
     * @param problem why it cannot be served, with what to do; null while it is being identified
     */
    record Detected(BootMode mode, @Nullable Failure problem) implements PortState {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.detected(this);
        }

        @Override
        public boolean isAtWork() {
            return false;
        }
    }

    /**
     * A known board, or a line behind which one may be, waits for its scan.
     *
     * @param board what the board said of itself; null on a line, where only a job finds out who is there
     */
    record AwaitingScan(@Nullable BoardIdentity board) implements PortState {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.awaitingScan(this);
        }

        @Override
        public boolean isAtWork() {
            return false;
        }
    }

    /**
     * A job runs.
     *
     * @param attempt which attempt, from 1
     * @param attempts how many the recipe allows
     * @param step the name of the step that runs
     * @param stepNumber its number, from 1
     * @param stepCount how many steps the recipe has
     * @param prompt what the operator has to do while this step lasts, null when nothing
     * @param question what the operator is asked, null when nothing
     */
    record Running(
            int attempt,
            int attempts,
            String step,
            int stepNumber,
            int stepCount,
            @Nullable Prompt prompt,
            @Nullable Question question)
            implements PortState {
        /** A job of whose step nobody is asked anything. */
        public Running(int attempt, int attempts, String step, int stepNumber, int stepCount, @Nullable Prompt prompt) {
            this(attempt, attempts, step, stepNumber, stepCount, prompt, null);
        }

        @Override
        public <R> R to(Handler<R> handler) {
            return handler.running(this);
        }

        @Override
        public boolean isAtWork() {
            return true;
        }
    }

    /**
     * An attempt failed and another follows.
     *
     * @param attempt the attempt that follows
     * @param attempts how many the recipe allows
     * @param failure why the last one failed
     * @param dueAt when the next one starts
     */
    record Retrying(int attempt, int attempts, Failure failure, Instant dueAt) implements PortState {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.retrying(this);
        }

        @Override
        public boolean isAtWork() {
            return true;
        }
    }

    /**
     * The job passed and its record is on disk.
     *
     * @param ledgerSeq the record's number
     * @param seconds how long the job took
     */
    record Passed(long ledgerSeq, double seconds) implements PortState {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.passed(this);
        }

        @Override
        public boolean isAtWork() {
            return false;
        }
    }

    /**
     * The job ended otherwise.
     *
     * @param verdict FAILED or ABORTED
     * @param failure why
     * @param ledgerSeq the record's number; null when the ledger could not take it
     */
    record Failed(
            Verdict verdict, Failure failure, @Nullable Long ledgerSeq) implements PortState {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.failed(this);
        }

        @Override
        public boolean isAtWork() {
            return false;
        }
    }

    /**
     * Several boards in a row failed here, so the port is to blame until someone releases it.
     *
     * @param reason one sentence
     */
    record Quarantined(String reason) implements PortState {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.quarantined(this);
        }

        @Override
        public boolean isAtWork() {
            return false;
        }
    }

    /**
     * Taken out of use.
     *
     * @param reason one sentence
     */
    record Disabled(String reason) implements PortState {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.disabled(this);
        }

        @Override
        public boolean isAtWork() {
            return false;
        }
    }
}
