package dev.gangway.port;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The life of one port. Deterministic: no clock, no thread, no I/O; inputs and the time go in, effects come out. One
 * thread at a time, the port's event loop.
 *
 * <pre>
 *                 Arrived                Identified                    Start
 *   EMPTY ──────────────────> DETECTED ─────────────> AWAITING_SCAN ─────────> RUNNING(opening)
 *     ^                        │  ^ no recipe, no answer:   │                     │ Opened
 *     │         Left           │  └ DETECTED(problem)       │ Left                v
 *     ├────────────────────────┴────────────────────────────┘          ┌──> RUNNING(step, attempt)
 *     │                                                          timer │      │           │
 *     │                                                                │      │ failed,   │ all steps done,
 *     │                                                             RETRYING <┘ retried   │ failed for good,
 *     │  gone for SETTLE,                                                │                │ or aborted
 *     │  or another board                                          Abort └────────────┐   │
 *     ├───────────── PASSED <──────────────┐                                          v   v
 *     ├───────────── FAILED <──────────────┼─────────── Recorded ───────────── RUNNING(recording)
 *     │                                    │                                     │     ^
 *     └── Release ── QUARANTINED <─────────┘   NotRecorded: FAILED(ledger) ──────┘     │ every 5 s
 *         Release ── DISABLED                                   └──────────────────────┘
 * </pre>
 *
 * A board that leaves and returns while RUNNING or RETRYING is the worker's affair: it knows which steps make the board
 * re-enumerate and checks who came back. PASSED is reached only by {@link PortInput.Recorded}.
 */
public final class PortMachine {
    /** How long a finished board may be gone before the port counts as empty: it may be booting what was written. */
    static final Duration SETTLE = Duration.ofMillis(1500);

    /** How often a record that could not be written is tried again. */
    static final Duration RECORD_AGAIN = Duration.ofSeconds(5);

    private static final String OPENING = "opening the record";
    private static final String RECORDING = "recording";

    private final FailedBoards failedBoards;

    private PortState state = new PortState.Empty(null);
    private Instant since;
    private Epoch epoch = Epoch.NONE;
    private @Nullable BoardSighting present;
    private @Nullable BoardIdentity board;
    private List<String> recipes = List.of();
    private @Nullable Serial reserved;
    private @Nullable PortJob job;
    private long timer;
    private boolean switching;

    private List<PortEffect> effects = new ArrayList<>();
    private Instant now;

    /**
     * A port where nothing is plugged in.
     *
     * @param quarantineAfter how many different boards in a row may fail before the port is quarantined; 0 = never
     * @param now the present
     */
    public PortMachine(int quarantineAfter, Instant now) {
        this.failedBoards = new FailedBoards(quarantineAfter);
        this.now = now;
        this.since = now;
    }

    /** The state as others may see it. */
    public PortState state() {
        return state;
    }

    /** When the state began. */
    public Instant since() {
        return since;
    }

    /** The current attach. */
    public Epoch epoch() {
        return epoch;
    }

    /** What the board said of itself, once known. */
    public @Nullable BoardIdentity board() {
        return board;
    }

    /** The recipes that fit the board. */
    public List<String> recipes() {
        PortJob running = job;
        return running == null ? recipes : List.of(running.order.recipe());
    }

    /** The running or last job's order. */
    public @Nullable JobOrder order() {
        return job == null ? null : job.order;
    }

    /** When the running or last job was bound. */
    public @Nullable Instant startedAt() {
        return job == null ? null : job.startedAt;
    }

    /** Takes one input at a time that never runs backwards; returns what has to be done, in order. */
    public List<PortEffect> on(PortInput input, Instant at) {
        effects = new ArrayList<>();
        now = at;
        if (input instanceof PortInput.Arrived arrived) {
            arrived(arrived.board());
        } else if (input instanceof PortInput.Left left) {
            left(left.epoch());
        } else if (input instanceof PortInput.Unstable unstable) {
            unstable(unstable.unstable());
        } else if (input instanceof PortInput.Identified identified) {
            identified(identified);
        } else if (input instanceof PortInput.NotIdentified failed) {
            notIdentified(failed);
        } else if (input instanceof PortInput.Start start) {
            start(start);
        } else if (input instanceof PortInput.Reserve reserve) {
            reserve(reserve.serial());
        } else if (input instanceof PortInput.Opened opened) {
            opened(opened.job());
        } else if (input instanceof PortInput.NotOpened refused) {
            notOpened(refused.job());
        } else if (input instanceof PortInput.StepBegan began) {
            stepBegan(began);
        } else if (input instanceof PortInput.AttemptDone done) {
            attemptDone(done);
        } else if (input instanceof PortInput.TimerFired fired) {
            timerFired(fired.timer());
        } else if (input instanceof PortInput.Recorded recorded) {
            recorded(recorded);
        } else if (input instanceof PortInput.NotRecorded failed) {
            notRecorded(failed);
        } else if (input instanceof PortInput.Abort) {
            abort();
        } else if (input instanceof PortInput.Quarantine quarantine) {
            takeOut(new PortState.Quarantined(quarantine.reason()));
        } else if (input instanceof PortInput.Disable disable) {
            takeOut(new PortState.Disabled(disable.reason()));
        } else if (input instanceof PortInput.Power power) {
            power(power.wish());
        } else if (input instanceof PortInput.PowerDone) {
            switching = false;
        } else if (input instanceof PortInput.Rename rename) {
            rename(rename.slot());
        } else {
            release();
        }
        return effects;
    }

    // ---- boards coming and going

    private void arrived(BoardSighting sighting) {
        boolean sameAttach = sighting.epoch().equals(epoch) && present != null;
        present = sighting;
        epoch = sighting.epoch();
        if (isOutOfUse() || jobIsOpen()) {
            return;
        }
        timer++;
        if (job != null && !isIdentifiable(sighting.mode())) {
            return;
        }
        if (job == null && !(sameAttach && state instanceof PortState.AwaitingScan)) {
            board = null;
            recipes = List.of();
            become(new PortState.Detected(sighting.mode(), null));
        }
        if (isIdentifiable(sighting.mode())) {
            effects.add(new PortEffect.Identify(sighting));
        } else if (job == null && sighting.isDescribed()) {
            become(new PortState.Detected(
                    sighting.mode(), new Failure(FailureKind.CHIP_NOT_SERVED, notServed(sighting))));
        }
    }

    private static String notServed(BoardSighting sighting) {
        return sighting.mode() == BootMode.UNKNOWN
                ? String.format(
                        Locale.ROOT,
                        "no boot mode fits the device %04x:%04x: it is no board, or its descriptors are broken",
                        sighting.vid(),
                        sighting.pid())
                : "the board is in " + sighting.mode().code() + " mode, which no recipe starts from";
    }

    /** Whether the boot mode tells which chip it is, so that a recipe can be chosen. */
    private static boolean isIdentifiable(BootMode mode) {
        return mode == BootMode.FEL || mode == BootMode.FASTBOOT;
    }

    private void left(Epoch which) {
        if (present == null || !which.equals(epoch)) {
            return;
        }
        present = null;
        if (isOutOfUse() || jobIsOpen()) {
            return;
        }
        if (job != null) {
            setTimer(SETTLE);
        } else {
            forgetBoard();
        }
    }

    private void unstable(boolean begins) {
        if (isOutOfUse() || jobIsOpen()) {
            return;
        }
        if (begins) {
            present = null;
            job = null;
            board = null;
            recipes = List.of();
            become(new PortState.Detected(
                    BootMode.UNKNOWN,
                    new Failure(FailureKind.PORT_UNSTABLE, "the board comes and goes every few seconds")));
        } else if (job == null) {
            forgetBoard();
        }
    }

    private void identified(PortInput.Identified answer) {
        if (present == null || !answer.epoch().equals(epoch) || isOutOfUse() || jobIsOpen()) {
            return;
        }
        BoardIdentity known = board;
        if (job != null
                && known != null
                && known.boardId() != null
                && known.boardId().equals(answer.board().boardId())) {
            return;
        }
        job = null;
        board = answer.board();
        recipes = List.copyOf(answer.recipes());
        if (recipes.isEmpty()) {
            become(new PortState.Detected(
                    answer.board().mode(),
                    new Failure(
                            FailureKind.CHIP_NOT_SERVED,
                            "no recipe serves " + answer.board().chip())));
        } else {
            become(new PortState.AwaitingScan(answer.board()));
        }
    }

    private void notIdentified(PortInput.NotIdentified answer) {
        BoardSighting there = present;
        if (there == null || !answer.epoch().equals(epoch) || isOutOfUse() || jobIsOpen()) {
            return;
        }
        job = null;
        board = null;
        become(new PortState.Detected(there.mode(), answer.failure()));
    }

    private void reserve(@Nullable Serial serial) {
        reserved = serial;
        if (state instanceof PortState.Empty) {
            become(new PortState.Empty(serial));
        }
    }

    // ---- the job

    private void start(PortInput.Start start) {
        if (isOutOfUse()) {
            refuse("port-busy", "This slot is out of use: release it first.");
            return;
        }
        if (jobIsOpen()) {
            PortJob running = Objects.requireNonNull(job);
            if (!running.is(start.order().job())) {
                refuse("in-use", "A job is running here: wait until it has ended.");
            }
            return;
        }
        if (switching) {
            refuse("port-busy", "The power of this slot is being switched: scan again in a moment.");
            return;
        }
        if (state instanceof PortState.Passed) {
            refuse("port-busy", "This board has passed: unplug it first.");
            return;
        }
        if (present == null || board == null || !start.epoch().equals(epoch)) {
            refuse("no-board", "The board is not there any more: plug it in and scan again.");
            return;
        }
        if (!recipes.contains(start.order().recipe())) {
            refuse("no-recipe", "The recipe " + start.order().recipe() + " does not serve this board.");
            return;
        }
        timer++;
        reserved = null;
        job = new PortJob(start.order(), start.policy(), now);
        become(running(OPENING));
        effects.add(new PortEffect.OpenRecord(start.order()));
    }

    private void opened(JobId id) {
        PortJob running = openJob(id, PortJob.Stage.OPENING);
        if (running == null) {
            return;
        }
        if (running.aborting) {
            close(running, Verdict.ABORTED, stoppedByPerson());
        } else {
            work(running);
        }
    }

    private void notOpened(JobId id) {
        if (openJob(id, PortJob.Stage.OPENING) == null) {
            return;
        }
        job = null;
        BoardIdentity there = board;
        if (present != null && there != null) {
            become(new PortState.AwaitingScan(there));
        } else {
            forgetBoard();
        }
    }

    private void work(PortJob running) {
        running.stage = PortJob.Stage.WORKING;
        become(running("starting"));
        effects.add(new PortEffect.RunAttempt(running.order, running.attempt));
    }

    private void stepBegan(PortInput.StepBegan began) {
        PortJob running = openJob(began.job(), PortJob.Stage.WORKING);
        if (running == null || began.attempt() != running.attempt || running.aborting) {
            return;
        }
        become(new PortState.Running(
                running.attempt,
                running.policy.attempts(),
                began.step(),
                began.number(),
                began.count(),
                began.prompt()));
    }

    private void attemptDone(PortInput.AttemptDone done) {
        PortJob running = openJob(done.job(), PortJob.Stage.WORKING);
        if (running == null || done.attempt() != running.attempt) {
            return;
        }
        Failure failure = done.failure();
        if (running.aborting) {
            tellFailed(running, done.step(), failure == null ? stoppedByPerson() : failure, null);
            close(running, Verdict.ABORTED, stoppedByPerson());
        } else if (failure == null) {
            close(running, Verdict.PASSED, null);
        } else if (running.policy.retries(running.attempt, failure.kind())) {
            Duration wait = running.policy.waitAfter(running.attempt);
            tellFailed(running, done.step(), failure, wait);
            running.attempt++;
            running.stage = PortJob.Stage.BACKING_OFF;
            become(new PortState.Retrying(running.attempt, running.policy.attempts(), failure, now.plus(wait)));
            if (running.policy.powerCycle()) {
                effects.add(new PortEffect.PowerCycle());
            }
            setTimer(wait);
        } else {
            tellFailed(running, done.step(), failure, null);
            close(running, Verdict.FAILED, failure);
        }
    }

    private void abort() {
        PortJob running = job;
        if (running == null || running.isOver()) {
            refuse("no-board", "No job is running here.");
        } else if (running.stage == PortJob.Stage.RECORDING) {
            refuse("port-busy", "The job has ended and is being recorded.");
        } else if (running.stage == PortJob.Stage.BACKING_OFF) {
            close(running, Verdict.ABORTED, stoppedByPerson());
        } else if (!running.aborting) {
            running.aborting = true;
            become(running("stopping"));
            if (running.stage == PortJob.Stage.WORKING) {
                effects.add(new PortEffect.StopWork());
            }
        }
    }

    private void close(PortJob running, Verdict verdict, @Nullable Failure failure) {
        timer++;
        running.stage = PortJob.Stage.RECORDING;
        running.verdict = verdict;
        running.failure = failure;
        become(running(RECORDING));
        effects.add(new PortEffect.CloseRecord(running.order, verdict, failure));
        if (verdict == Verdict.ABORTED && running.policy.powerCycle()) {
            effects.add(new PortEffect.PowerCycle());
        }
    }

    private void recorded(PortInput.Recorded recorded) {
        PortJob running = openJob(recorded.job(), PortJob.Stage.RECORDING);
        if (running == null) {
            return;
        }
        timer++;
        running.stage = PortJob.Stage.ENDED;
        effects.add(new PortEffect.TellJobEnded(running.order, recorded.seq()));
        Failure failure = running.failure;
        if (running.verdict == Verdict.PASSED) {
            failedBoards.clear();
            double seconds = Duration.between(running.startedAt, now).toMillis() / 1000.0;
            become(new PortState.Passed(recorded.seq(), seconds));
        } else {
            Failure why = failure == null ? stoppedByPerson() : failure;
            become(new PortState.Failed(running.verdict, why, recorded.seq()));
            if (running.verdict == Verdict.FAILED) {
                failedBoards.add(board, running.order.serial(), why).ifPresent(this::quarantine);
            }
        }
        if (present == null && !isOutOfUse()) {
            setTimer(SETTLE);
        }
    }

    private void notRecorded(PortInput.NotRecorded failed) {
        PortJob running = openJob(failed.job(), PortJob.Stage.RECORDING);
        if (running == null) {
            return;
        }
        Failure failure = new Failure(FailureKind.LEDGER_UNAVAILABLE, failed.message());
        become(new PortState.Failed(Verdict.FAILED, failure, null));
        setTimer(RECORD_AGAIN);
    }

    // ---- out of use and back

    private void takeOut(PortState out) {
        if (jobIsOpen()) {
            refuse("in-use", "A job is running here: abort it first.");
            return;
        }
        if (state.equals(out)) {
            return;
        }
        timer++;
        job = null;
        if (out instanceof PortState.Quarantined quarantined) {
            quarantine(quarantined.reason());
        } else {
            become(out);
        }
    }

    private void quarantine(String reason) {
        become(new PortState.Quarantined(reason));
        effects.add(new PortEffect.TellQuarantined(reason));
    }

    private void release() {
        if (!isOutOfUse()) {
            refuse("port-busy", "This slot is in use already: nothing to release.");
            return;
        }
        failedBoards.clear();
        effects.add(new PortEffect.TellReleased());
        job = null;
        BoardSighting there = present;
        forgetBoard();
        if (there != null) {
            arrived(there);
        }
    }

    private void power(PortCommand.Power.Wish wish) {
        if (jobIsOpen()) {
            refuse("in-use", "A job is running here, so the power stays as it is: stop the job first.");
        } else if (switching) {
            refuse("port-busy", "The power of this slot is being switched already: wait a moment.");
        } else {
            switching = true;
            effects.add(new PortEffect.SwitchPower(wish));
        }
    }

    private void rename(Slot slot) {
        if (jobIsOpen()) {
            refuse("in-use", "A job is running here, so the slot keeps its label: wait until it has ended.");
        } else {
            effects.add(new PortEffect.Relabel(slot));
        }
    }

    private void timerFired(long which) {
        if (which != timer) {
            return;
        }
        PortJob running = job;
        if (running == null) {
            return;
        }
        if (running.stage == PortJob.Stage.BACKING_OFF) {
            work(running);
        } else if (running.stage == PortJob.Stage.RECORDING) {
            effects.add(new PortEffect.CloseRecord(running.order, running.verdict, running.failure));
        } else if (running.isOver() && present == null && !isOutOfUse()) {
            forgetBoard();
        }
    }

    // ---- small words

    private boolean jobIsOpen() {
        return job != null && !job.isOver();
    }

    private boolean isOutOfUse() {
        return state instanceof PortState.Quarantined || state instanceof PortState.Disabled;
    }

    private @Nullable PortJob openJob(JobId id, PortJob.Stage stage) {
        PortJob running = job;
        return running != null && running.is(id) && running.stage == stage ? running : null;
    }

    private PortState running(String doing) {
        PortJob running = Objects.requireNonNull(job);
        return new PortState.Running(running.attempt, running.policy.attempts(), doing, 0, 0, null);
    }

    private static Failure stoppedByPerson() {
        return new Failure(FailureKind.STOPPED_BY_PERSON, "a person stopped the job");
    }

    private void tellFailed(PortJob running, String step, Failure failure, @Nullable Duration retryIn) {
        effects.add(new PortEffect.TellAttemptFailed(running.order, running.attempt, step, failure, retryIn));
    }

    private void forgetBoard() {
        timer++;
        present = null;
        board = null;
        recipes = List.of();
        job = null;
        become(new PortState.Empty(reserved));
    }

    private void setTimer(Duration delay) {
        timer++;
        effects.add(new PortEffect.SetTimer(timer, delay));
    }

    private void refuse(String reason, String message) {
        effects.add(new PortEffect.Refuse(reason, message));
    }

    private void become(PortState next) {
        if (!next.equals(state)) {
            state = next;
            since = now;
        }
    }
}
