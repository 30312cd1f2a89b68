package dev.gangway.port;

import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Question;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The course of one job: the part of {@link PortMachine}'s drawing that lies between Start and Recorded. Each method takes
 * one input and tells whether it fits the job's stage; one that does not changes nothing. One thread, the machine's.
 */
final class PortJob {
    /** How often a record that could not be written is tried again. */
    static final Duration RECORD_AGAIN = Duration.ofSeconds(5);

    /** Nobody reads a question and answers it as fast: what comes earlier was meant for the one before it. */
    static final Duration READING = Duration.ofSeconds(1);

    /** Where the job stands inside RUNNING and RETRYING. */
    private enum Stage {
        /** Its opening is on the way to the ledger. */
        OPENING,
        /** An attempt runs on the worker. */
        WORKING,
        /** The next attempt waits for its time. */
        BACKING_OFF,
        /** Its end is on the way to the ledger. */
        RECORDING,
        /** Its end is on disk, or its beginning never was. */
        ENDED
    }

    /**
     * It has to end before its time.
     *
     * @param unlessDone whether an attempt that was through all the same counts
     */
    private record Ending(Verdict verdict, Failure why, boolean unlessDone) {}

    private final JobOrder order;
    private final RetryPolicy policy;
    private final Epoch epoch;
    private final Instant startedAt;
    private final boolean line;
    private final boolean unknown;
    private final PortOutput out;
    private Stage stage = Stage.OPENING;
    private int attempt = 1;
    private @Nullable Ending ending;
    private Verdict verdict = Verdict.FAILED;
    private @Nullable Failure failure;

    /**
     * A job that was bound to the board of this attach; its opening goes to the ledger.
     *
     * @param board who that is; null where nobody was asked
     * @param line whether it was bound to a line
     */
    PortJob(PortInput.Start start, @Nullable BoardIdentity board, boolean line, PortOutput out) {
        this.order = start.order();
        this.policy = start.policy();
        this.epoch = start.epoch();
        this.startedAt = out.now();
        this.line = line;
        this.unknown = board == null;
        this.out = out;
        become("opening the record");
        out.add(new PortEffect.OpenRecord(order, board));
    }

    JobOrder order() {
        return order;
    }

    /** The attach at which it was bound. */
    Epoch epoch() {
        return epoch;
    }

    /** Whether it was bound to a line. */
    boolean isOnLine() {
        return line;
    }

    boolean is(JobId id) {
        return order.job().equals(id);
    }

    boolean isOver() {
        return stage == Stage.ENDED;
    }

    /** How it ended, or is about to. */
    Verdict verdict() {
        return verdict;
    }

    /** Why it did not pass. */
    Failure failure() {
        return failure == null ? stoppedByPerson() : failure;
    }

    // ---- what happens to it

    boolean opened() {
        if (stage != Stage.OPENING) {
            return false;
        }
        Ending end = ending;
        if (end != null) {
            close(end.verdict(), end.why());
        } else {
            work();
        }
        return true;
    }

    boolean notOpened() {
        if (stage != Stage.OPENING) {
            return false;
        }
        stage = Stage.ENDED;
        return true;
    }

    boolean met(PortInput.Met met) {
        return unknown && isAttempt(met.attempt());
    }

    boolean stepBegan(PortInput.StepBegan began) {
        if (!isAttempt(began.attempt()) || ending != null) {
            return false;
        }
        out.become(new PortState.Running(
                attempt,
                policy.attempts(),
                began.step(),
                began.number(),
                began.count(),
                began.prompt(),
                began.question()));
        return true;
    }

    /** The first answer counts; nothing is asked after it. */
    boolean answered(PortInput.Answer input) {
        PortCommand.Answer answer = input.command();
        if (!isAttempt(answer.asked().attempt())
                || ending != null
                || !(out.state() instanceof PortState.Running running)
                || running.stepNumber() != answer.asked().step()) {
            return false;
        }
        Question question = running.question();
        if (question == null) {
            return false;
        }
        if (!question.answers().contains(answer.answer())) {
            out.refuse(
                    "not-asked",
                    answer.answer() + " is no answer to \"" + question.text() + "\": there are "
                            + String.join(", ", question.answers()) + ".");
            return true;
        }
        if (out.now().isBefore(out.since().plus(READING))) {
            out.refuse("not-asked", "This is asked only just now: read it, then answer again.");
            return true;
        }
        out.become(new PortState.Running(
                running.attempt(),
                running.attempts(),
                running.step(),
                running.stepNumber(),
                running.stepCount(),
                running.prompt()));
        out.add(new PortEffect.GiveAnswer(answer));
        return true;
    }

    boolean attemptDone(PortInput.AttemptDone done) {
        if (!isAttempt(done.attempt())) {
            return false;
        }
        Failure why = done.failure();
        Ending end = ending;
        if (end != null && !(why == null && end.unlessDone())) {
            tellFailed(done.step(), why == null ? end.why() : why, null);
            close(end.verdict(), end.why());
        } else if (why == null) {
            close(Verdict.PASSED, null);
        } else if (policy.retries(attempt, why.kind())) {
            backOff(done.step(), why);
        } else {
            tellFailed(done.step(), why, null);
            close(Verdict.FAILED, why);
        }
        return true;
    }

    boolean recorded(long seq) {
        if (stage != Stage.RECORDING) {
            return false;
        }
        out.cancelTimer();
        stage = Stage.ENDED;
        out.add(new PortEffect.TellJobEnded(order, seq));
        if (verdict == Verdict.PASSED) {
            double seconds = Duration.between(startedAt, out.now()).toMillis() / 1000.0;
            out.become(new PortState.Passed(seq, seconds));
        } else {
            out.become(new PortState.Failed(verdict, failure(), seq));
        }
        return true;
    }

    boolean notRecorded(String message) {
        if (stage != Stage.RECORDING) {
            return false;
        }
        Failure unavailable = new Failure(FailureKind.LEDGER_UNAVAILABLE, message);
        out.become(new PortState.Failed(Verdict.FAILED, unavailable, null));
        out.setTimer(RECORD_AGAIN);
        return true;
    }

    /**
     * The attempt itself asks the person for the cycle, and need not wait for its time. On a line nobody is asked: what happened to
     * the board is not seen there, and time is all that can help.
     */
    boolean notSwitched() {
        if (stage != Stage.BACKING_OFF || line) {
            return false;
        }
        out.cancelTimer();
        work();
        return true;
    }

    /** The timer that counts ran out. */
    boolean timeUp() {
        if (stage == Stage.BACKING_OFF) {
            work();
            return true;
        }
        if (stage == Stage.RECORDING) {
            out.add(new PortEffect.CloseRecord(order, verdict, failure));
            return true;
        }
        return false;
    }

    /** A person stops it. */
    void abort(PortInput.Abort input) {
        switch (stage) {
            case ENDED -> out.refuse("no-board", "No job is running here.");
            case RECORDING -> out.refuse("port-busy", "The job has ended and is being recorded.");
            case BACKING_OFF, OPENING, WORKING -> {
                if (!endEarly(new Ending(Verdict.ABORTED, stoppedByPerson(), false))) {
                    out.ignore(input);
                }
            }
        }
    }

    /** The station stops; false when that changes nothing, as the job has ended or is about to. */
    boolean stationStops(PortInput.StationStops input) {
        String operator = input.operator();
        return stage != Stage.ENDED
                && stage != Stage.RECORDING
                && endEarly(
                        operator == null
                                ? new Ending(Verdict.INTERRUPTED, stationStopped(), true)
                                : new Ending(Verdict.ABORTED, stoppedByPerson(), true));
    }

    /** The first word counts. */
    private boolean endEarly(Ending how) {
        if (ending != null) {
            return false;
        }
        ending = how;
        if (stage == Stage.BACKING_OFF) {
            close(how.verdict(), how.why());
            return true;
        }
        become("stopping");
        if (stage == Stage.WORKING) {
            out.add(new PortEffect.StopWork(how.why()));
        }
        return true;
    }

    // ---- its course

    private void work() {
        stage = Stage.WORKING;
        become("starting");
        out.add(new PortEffect.RunAttempt(order, attempt));
    }

    private void backOff(String step, Failure why) {
        Duration wait = policy.waitAfter(attempt);
        tellFailed(step, why, wait);
        attempt++;
        stage = Stage.BACKING_OFF;
        out.become(new PortState.Retrying(
                attempt, policy.attempts(), why, out.now().plus(wait)));
        if (policy.powerCycle()) {
            out.add(new PortEffect.PowerCycle(order.job()));
        }
        out.setTimer(wait);
    }

    private void close(Verdict how, @Nullable Failure why) {
        out.cancelTimer();
        stage = Stage.RECORDING;
        verdict = how;
        failure = why;
        become("recording");
        out.add(new PortEffect.CloseRecord(order, how, why));
        if (how == Verdict.ABORTED && !stationIsGoing() && policy.powerCycle()) {
            out.add(new PortEffect.PowerCycle(order.job()));
        }
    }

    private boolean stationIsGoing() {
        return ending != null && ending.unlessDone();
    }

    private boolean isAttempt(int number) {
        return stage == Stage.WORKING && number == attempt;
    }

    private void become(String doing) {
        out.become(new PortState.Running(attempt, policy.attempts(), doing, 0, 0, null));
    }

    private void tellFailed(String step, Failure why, @Nullable Duration retryIn) {
        out.add(new PortEffect.TellAttemptFailed(order, attempt, step, why, retryIn));
    }

    /** What an attempt fails with that the station's own stop cuts off. */
    static Failure stationStopped() {
        return new Failure(FailureKind.STATION_STOPPED, "the station was stopped while the job ran");
    }

    private static Failure stoppedByPerson() {
        return new Failure(FailureKind.STOPPED_BY_PERSON, "a person stopped the job");
    }
}
