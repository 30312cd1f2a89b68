package dev.gangway.port;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.JobId;
import dev.gangway.model.Prompt;
import dev.gangway.model.Question;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.recipe.RetryPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can happen to a port. Time comes beside it. Each case tells the machine itself, so that none can be
 * forgotten there.
 */
public sealed interface PortInput {
    /** Has the machine take this input. */
    void tell(PortMachine port);

    /** What happens to a job. */
    sealed interface OfJob extends PortInput {
        /** Which one. */
        JobId job();

        /** Has this job take it; false when it does not fit the job's stage. */
        boolean fits(PortJob running);

        /** What comes of it when no job takes it. */
        default void missed(PortOutput out) {
            out.ignore(this);
        }

        @Override
        default void tell(PortMachine port) {
            port.tellJob(this);
        }
    }

    /** A board appeared, or its late id arrived. */
    record Arrived(BoardSighting board) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.arrived(this);
        }
    }

    /** Other recipes may run here from now on. */
    record Recipes(PortRules rules) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.recipes(this);
        }
    }

    /** The board of this attach left. */
    record Left(Epoch epoch) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.left(this);
        }
    }

    /** The port began or ceased to flap. */
    record Unstable(boolean unstable) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.unstable(this);
        }
    }

    /** The board answered; no recipe in the list means that none serves it. */
    record Identified(Epoch epoch, BoardIdentity board, List<String> recipes) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.identified(this);
        }
    }

    /** The board could not be asked. */
    record NotIdentified(Epoch epoch, Failure failure) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.notIdentified(this);
        }
    }

    /** A scan was bound to the board of this attach. */
    record Start(Epoch epoch, JobOrder order, RetryPolicy policy) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.start(this);
        }
    }

    /** A serial was scanned first and waits for a board here; null takes it back. */
    record Reserve(@Nullable Serial serial) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.reserve(this);
        }
    }

    /** The job's opening is in the ledger. */
    record Opened(JobId job) implements OfJob {
        @Override
        public boolean fits(PortJob running) {
            return running.opened();
        }
    }

    /** The ledger refused the opening. */
    record NotOpened(JobId job) implements OfJob {
        @Override
        public boolean fits(PortJob running) {
            return running.notOpened();
        }

        @Override
        public void tell(PortMachine port) {
            port.notOpened(this);
        }
    }

    /** The running attempt has met the board behind a line. */
    record Met(JobId job, int attempt, BoardIdentity board) implements OfJob {
        @Override
        public boolean fits(PortJob running) {
            return running.met(this);
        }

        @Override
        public void tell(PortMachine port) {
            port.met(this);
        }
    }

    /** A step of the running attempt began. */
    record StepBegan(
            JobId job,
            int attempt,
            String step,
            int number,
            int count,
            @Nullable Prompt prompt,
            @Nullable Question question)
            implements OfJob {
        /** One that asks nobody anything. */
        StepBegan(JobId job, int attempt, String step, int number, int count, @Nullable Prompt prompt) {
            this(job, attempt, step, number, count, prompt, null);
        }

        @Override
        public boolean fits(PortJob running) {
            return running.stepBegan(this);
        }
    }

    /** A person answers what the running step asks. */
    record Answer(PortCommand.Answer command) implements OfJob {
        @Override
        public JobId job() {
            return command.asked().job();
        }

        @Override
        public boolean fits(PortJob running) {
            return running.answered(this);
        }

        @Override
        public void missed(PortOutput out) {
            out.refuse("not-asked", "Nothing is asked here now: the question has its answer, or its time is over.");
        }
    }

    /**
     * The attempt's worker returned.
     *
     * @param step the step that failed, empty when all succeeded
     * @param failure why, null when all succeeded
     */
    record AttemptDone(
            JobId job, int attempt, String step, @Nullable Failure failure) implements OfJob {
        @Override
        public boolean fits(PortJob running) {
            return running.attemptDone(this);
        }
    }

    /** The power that is cycled before a retry is switched by nothing: a person has to replug the board. */
    record NotSwitched(JobId job) implements OfJob {
        @Override
        public boolean fits(PortJob running) {
            return running.notSwitched();
        }
    }

    /** The timer that was set last ran out. */
    record TimerFired(long timer) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.timerFired(this);
        }
    }

    /** The job's end is on disk. */
    record Recorded(JobId job, long seq) implements OfJob {
        @Override
        public boolean fits(PortJob running) {
            return running.recorded(seq);
        }

        @Override
        public void tell(PortMachine port) {
            port.recorded(this);
        }
    }

    /** The job's end could not be written. */
    record NotRecorded(JobId job, String message) implements OfJob {
        @Override
        public boolean fits(PortJob running) {
            return running.notRecorded(message);
        }
    }

    /** A person stops the job. */
    record Abort() implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.abort(this);
        }
    }

    /** The station stops: the job ends, and none begins any more; the operator is null when no person stops it. */
    record StationStops(@Nullable String operator) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.stationStops(this);
        }
    }

    /** A person takes the port out of use. */
    record Quarantine(String reason) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.quarantine(this);
        }
    }

    /** A person works on the port. */
    record Disable(String reason) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.disable(this);
        }
    }

    /** A person switches the port's power. */
    record Power(String operator, PortCommand.Power.Wish wish) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.use().order(this);
        }
    }

    /** The power was switched, or the hub could not do it. */
    record PowerDone() implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.use().done(this);
        }
    }

    /** A person wants to work at a prompt of the board. */
    record OpenShell(JobId session, String operator, String shell, Slot slot) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.use().open(this);
        }
    }

    /** The person at the shell has left, or has to. */
    record CloseShell(JobId session, String why) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.use().close(this);
        }
    }

    /** The worker has left the board. */
    record ShellEnded(JobId session) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.use().ended(this);
        }
    }

    /** Another label stands on the port. */
    record Rename(Slot slot) implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.rename(this);
        }
    }

    /** A person puts the port back into use. */
    record Release() implements PortInput {
        @Override
        public void tell(PortMachine port) {
            port.release(this);
        }
    }
}
