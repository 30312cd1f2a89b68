package dev.gangway.port;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.Failure;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the port's verticle has to do after an input. */
public sealed interface PortEffect {
    /** Ask the board what it is, on the worker. */
    record Identify(BoardSighting board) implements PortEffect {}

    /** Append the job's opening to the ledger. */
    record OpenRecord(JobOrder order) implements PortEffect {}

    /** Run this attempt on the worker. */
    record RunAttempt(JobOrder order, int attempt) implements PortEffect {}

    /** Make the worker return soon. */
    record StopWork() implements PortEffect {}

    /** Set the port's one timer; a timer set before no longer counts. */
    record SetTimer(long timer, Duration delay) implements PortEffect {}

    /** Switch the port's power off and on, where the hub can. */
    record PowerCycle() implements PortEffect {}

    /** Switch the port's power because a person wants it; {@link PortInput.PowerDone} follows. */
    record SwitchPower(PortCommand.Power.Wish wish) implements PortEffect {}

    /** Use this label from now on. */
    record Relabel(Slot slot) implements PortEffect {}

    /** Tell that an attempt failed; {@code retryIn} is null when none follows. */
    record TellAttemptFailed(
            JobOrder order,
            int attempt,
            String step,
            Failure failure,
            @Nullable Duration retryIn) implements PortEffect {}

    /** Append the job's end to the ledger. */
    record CloseRecord(
            JobOrder order, Verdict verdict, @Nullable Failure failure) implements PortEffect {}

    /** Tell that the job ended; its record is on disk. */
    record TellJobEnded(JobOrder order, long seq) implements PortEffect {}

    /** Tell, and put on record, that the port is quarantined. */
    record TellQuarantined(String reason) implements PortEffect {}

    /** Tell, and put on record, that the port is back in use. */
    record TellReleased() implements PortEffect {}

    /** The input does not fit the state: refuse it, or log it if nobody asked. */
    record Refuse(String reason, String message) implements PortEffect {}
}
