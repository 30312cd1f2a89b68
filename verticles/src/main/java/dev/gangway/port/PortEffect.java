package dev.gangway.port;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Failure;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What has to be done after an input. Each case finds its own method of {@link PortHands}. */
public sealed interface PortEffect {
    /** Has these hands carry it out. */
    void tell(PortHands hands);

    /** Ask the board what it is, on the worker. */
    record Identify(BoardSighting board) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.identify(this);
        }
    }

    /** Append the job's opening to the ledger; on a line without a board. */
    record OpenRecord(JobOrder order, @Nullable BoardIdentity board) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.openRecord(this);
        }
    }

    /** Run this attempt on the worker. */
    record RunAttempt(JobOrder order, int attempt) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.runAttempt(this);
        }
    }

    /** Make the worker return soon, because of this. */
    record StopWork(Failure why) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.stopWork(this);
        }
    }

    /** Hand an answer to the step that asks; what comes of it is the answer to the command. */
    record GiveAnswer(PortCommand.Answer answer) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.giveAnswer(this);
        }
    }

    /** Set the port's one timer; a timer set before no longer counts. */
    record SetTimer(long timer, Duration delay) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.setTimer(this);
        }
    }

    /** Switch the port's power off and on for this job; {@link PortInput.NotSwitched} follows where nothing can. */
    record PowerCycle(JobId job) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.powerCycle(this);
        }
    }

    /** Switch the port's power because a person wants it; {@link PortInput.PowerDone} follows. */
    record SwitchPower(String operator, PortCommand.Power.Wish wish) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.switchPower(this);
        }
    }

    /** Use this label from now on. */
    record Relabel(Slot slot) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.relabel(this);
        }
    }

    /** Tell that an attempt failed; {@code retryIn} is null when none follows. */
    record TellAttemptFailed(
            JobOrder order,
            int attempt,
            String step,
            Failure failure,
            @Nullable Duration retryIn) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.tellAttemptFailed(this);
        }
    }

    /** Append the job's end to the ledger. */
    record CloseRecord(
            JobOrder order, Verdict verdict, @Nullable Failure failure) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.closeRecord(this);
        }
    }

    /** Tell that the job ended; its record is on disk. */
    record TellJobEnded(JobOrder order, long seq) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.tellJobEnded(this);
        }
    }

    /** Tell, and put on record, that the port is quarantined. */
    record TellQuarantined(String reason) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.tellQuarantined(this);
        }
    }

    /** Tell, and put on record, that the port is back in use. */
    record TellReleased() implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.tellReleased(this);
        }
    }

    /** What a person asked for can't be done now. */
    record Refuse(String reason, String message) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.refuse(this);
        }
    }

    /** The input changed nothing, because it does not fit the state: it is late, a repeat, or nonsense. */
    record Ignored(PortInput input, PortState state) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.ignored(this);
        }
    }

    /** Have the worker bring the board to a prompt, and this person there. */
    record OpenShell(PortInput.OpenShell order) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.openShell(this);
        }
    }

    /** Make the worker leave the board soon, because of this. */
    record CloseShell(JobId session, String why) implements PortEffect {
        @Override
        public void tell(PortHands hands) {
            hands.closeShell(this);
        }
    }
}
