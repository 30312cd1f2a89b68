package dev.gangway.message;

import dev.gangway.model.DeskId;
import dev.gangway.model.Epoch;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import org.jspecify.annotations.Nullable;

/** What a port can be asked to do. Repeating a command is harmless. */
public sealed interface PortCommand extends Message {
    /** Hands this command to the handler's method for it and returns what that answers. */
    <R> R to(Handler<R> handler);

    /**
     * One who does all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method answers
     */
    interface Handler<R> {
        /** Start a job. */
        R start(Start command);

        /** Show a serial that waits, or none. */
        R reserve(Reserve command);

        /** Stop the job. */
        R abort(Abort command);

        /** Take a person's answer. */
        R answer(Answer command);

        /** Take the port out of use. */
        R quarantine(Quarantine command);

        /** Put it back into use. */
        R release(Release command);

        /** Switch it off for work. */
        R disable(Disable command);

        /** Switch its power. */
        R power(Power command);

        /** Tell how its power stands. */
        R powerReport(PowerReport command);

        /** Take another label. */
        R rename(Rename command);

        /** Tell its status again. */
        R report(Report command);
    }

    /** Start this job on the board of this attach; refused when the epoch is not the current one. */
    record Start(Epoch epoch, JobOrder order) implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.start(this);
        }
    }

    /** Show that this serial waits for its board here; null takes it back. */
    record Reserve(@Nullable Serial serial) implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.reserve(this);
        }
    }

    /** Stop the running job. */
    record Abort(String operator) implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.abort(this);
        }
    }

    /**
     * A person's answer to what the running step asks; refused when that is asked no more.
     *
     * @param asked which question is meant: one that was asked before or after it gets no answer by mistake
     * @param answer one of the question's, in capital letters
     * @param operator who answers
     * @param desk where
     */
    record Answer(Asked asked, String answer, String operator, DeskId desk) implements PortCommand {
        /**
         * A question, by when it was asked.
         *
         * @param job of which job
         * @param attempt in which attempt
         * @param step by the step of this number
         */
        public record Asked(JobId job, int attempt, int step) {}

        @Override
        public <R> R to(Handler<R> handler) {
            return handler.answer(this);
        }
    }

    /** Take the port out of use until it is released. */
    record Quarantine(String operator, String reason) implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.quarantine(this);
        }
    }

    /** Put a quarantined or disabled port back into use. */
    record Release(String operator) implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.release(this);
        }
    }

    /** Switch the port off for work on it. */
    record Disable(String operator, String reason) implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.disable(this);
        }
    }

    /** Switch the port's power; refused while a job runs. Answered by {@link PortReply.Powered} when it is done. */
    record Power(String operator, Wish wish) implements PortCommand {
        /** What can be asked for. */
        public enum Wish {
            ON,
            OFF,
            /** Off, and on again. */
            CYCLE
        }

        @Override
        public <R> R to(Handler<R> handler) {
            return handler.power(this);
        }
    }

    /** Ask the hub how the port's power stands; while a job runs, what is known is answered. */
    record PowerReport() implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.powerReport(this);
        }
    }

    /** Another label stands on the port now; refused while a job runs. */
    record Rename(Slot slot) implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.rename(this);
        }
    }

    /** Publish the current status again. */
    record Report() implements PortCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.report(this);
        }
    }
}
