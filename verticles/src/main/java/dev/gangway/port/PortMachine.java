package dev.gangway.port;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The life of one port. Deterministic: no clock, no thread, no I/O; inputs and the time go in, effects come out. One
 * thread at a time, the port's event loop.
 *
 * <pre>
 *                Arrived              Identified                   Start
 *   EMPTY ─────────────────> DETECTED ───────────> AWAITING_SCAN ────────────┐
 *     ^                       │  ^ no recipe, no     │   ^                   │
 *     │        Left           │  └ answer: problem   │   │ NotOpened         │
 *     ├───────────────────────┴──────────────────────┘   │                   v
 *     │                                   ╔══════════════╧═══════════════════════════╗
 *     │                                   ║ PortJob          RUNNING(opening)        ║
 *     │                                   ║                  │ Opened                ║
 *     │                                   ║                  v                       ║
 *     │                                   ║ ┌──> RUNNING(step, attempt)              ║
 *     │                                   ║ │ timer      │           │               ║
 *     │                                   ║ │    failed, │           │ all steps     ║
 *     │                                   ║ │    retried v           │ done, failed  ║
 *     │                                   ║ └──────── RETRYING       │ for good, or  ║
 *     │                                   ║              │ Abort     │ aborted       ║
 *     │  gone for SETTLE,                 ║              v           v               ║
 *     │  or another board                 ║           RUNNING(recording) <─────────┐ ║
 *     ├──────────── PASSED <──────────┐   ║             │     │ NotRecorded        │ ║
 *     ├──────────── FAILED <──────────┼───╫── Recorded ─┘     v                    │ ║
 *     │                               │   ║            FAILED(ledger) ─────────────┘ ║
 *     │                               │   ║                       every RECORD_AGAIN ║
 *     │                               │   ╚══════════════════════════════════════════╝
 *     └─ Release ── QUARANTINED <─────┘ too many different boards failed
 *        Release ── DISABLED
 * </pre>
 *
 * A board that leaves and returns while RUNNING or RETRYING is the worker's affair: it knows which steps make the board
 * re-enumerate and checks who came back. PASSED is reached only by {@link PortInput.Recorded}. An input that does not fit
 * the state changes nothing and comes out as {@link PortEffect.Ignored}.
 */
public final class PortMachine {
    /** How long a finished board may be gone before the port counts as empty: it may be booting what was written. */
    static final Duration SETTLE = Duration.ofMillis(1500);

    private final PortRules rules;
    private final FailedBoards failedBoards;
    private final PortOutput out;

    private Epoch epoch = Epoch.NONE;
    private @Nullable BoardSighting present;
    private @Nullable BoardIdentity board;
    private List<String> recipes = List.of();
    private @Nullable Serial reserved;
    private @Nullable PortJob job;
    private boolean switching;

    /** A port where nothing is plugged in at present. */
    public PortMachine(PortRules rules, Instant now) {
        this.rules = rules;
        this.failedBoards = new FailedBoards(rules.quarantineAfter());
        this.out = new PortOutput(now);
    }

    /** The state as others may see it. */
    public PortState state() {
        return out.state();
    }

    /** When the state began. */
    public Instant since() {
        return out.since();
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
        return running == null ? recipes : List.of(running.order().recipe());
    }

    /** The running or last job's order. */
    public @Nullable JobOrder order() {
        return job == null ? null : job.order();
    }

    /** Takes one input at a time that never runs backwards; returns what has to be done, in order. */
    public List<PortEffect> on(PortInput input, Instant at) {
        out.begin(at);
        input.tell(this);
        return out.effects();
    }

    // ---- boards coming and going

    void arrived(PortInput.Arrived input) {
        arrived(input.board());
    }

    private void arrived(BoardSighting sighting) {
        boolean sameAttach = sighting.epoch().equals(epoch) && present != null;
        present = sighting;
        epoch = sighting.epoch();
        if (isOutOfUse() || jobIsOpen()) {
            return;
        }
        out.cancelTimer();
        boolean asked = rules.asked().contains(sighting.mode());
        if (job != null && !asked) {
            return;
        }
        if (job == null && !(sameAttach && state() instanceof PortState.AwaitingScan)) {
            board = null;
            recipes = List.of();
            out.become(new PortState.Detected(sighting.mode(), null));
        }
        if (asked) {
            out.add(new PortEffect.Identify(sighting));
        } else if (job == null && sighting.isDescribed()) {
            out.become(new PortState.Detected(
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
                : "the board is in " + sighting.mode().code() + " mode, in which this station can't ask it who it is";
    }

    void left(PortInput.Left input) {
        if (present == null || !input.epoch().equals(epoch)) {
            out.ignore(input);
            return;
        }
        present = null;
        if (isOutOfUse() || jobIsOpen()) {
            return;
        }
        if (job != null) {
            out.setTimer(SETTLE);
        } else {
            forgetBoard();
        }
    }

    void unstable(PortInput.Unstable input) {
        if (isOutOfUse() || jobIsOpen()) {
            out.ignore(input);
        } else if (input.unstable()) {
            clear();
            out.become(new PortState.Detected(
                    BootMode.UNKNOWN,
                    new Failure(FailureKind.PORT_UNSTABLE, "the board comes and goes every few seconds")));
        } else if (job == null) {
            forgetBoard();
        } else {
            out.ignore(input);
        }
    }

    void identified(PortInput.Identified input) {
        if (!isAwaited(input.epoch()) || isTheFinishedOne(input.board())) {
            out.ignore(input);
            return;
        }
        job = null;
        board = input.board();
        recipes = List.copyOf(input.recipes());
        if (recipes.isEmpty()) {
            out.become(new PortState.Detected(
                    input.board().mode(),
                    new Failure(
                            FailureKind.CHIP_NOT_SERVED,
                            "no recipe serves " + input.board().chip())));
        } else {
            out.become(new PortState.AwaitingScan(input.board()));
        }
    }

    void notIdentified(PortInput.NotIdentified input) {
        BoardSighting there = present;
        if (there == null || !isAwaited(input.epoch())) {
            out.ignore(input);
            return;
        }
        job = null;
        board = null;
        out.become(new PortState.Detected(there.mode(), input.failure()));
    }

    /** Whether an answer of the board of this attach is still of interest. */
    private boolean isAwaited(Epoch asked) {
        return present != null && asked.equals(epoch) && !isOutOfUse() && !jobIsOpen();
    }

    private boolean isTheFinishedOne(BoardIdentity who) {
        BoardIdentity known = board;
        return job != null
                && known != null
                && known.boardId() != null
                && known.boardId().equals(who.boardId());
    }

    void reserve(PortInput.Reserve input) {
        reserved = input.serial();
        if (state() instanceof PortState.Empty) {
            out.become(new PortState.Empty(reserved));
        }
    }

    // ---- the job

    void start(PortInput.Start input) {
        PortJob last = job;
        BoardIdentity known = board;
        if (isOutOfUse()) {
            out.refuse("port-busy", "This slot is out of use: release it first.");
        } else if (last != null && last.is(input.order().job())) {
            out.ignore(input);
        } else if (jobIsOpen()) {
            out.refuse("in-use", "A job is running here: wait until it has ended.");
        } else if (switching) {
            out.refuse("port-busy", "The power of this slot is being switched: scan again in a moment.");
        } else if (state() instanceof PortState.Passed) {
            out.refuse("port-busy", "This board has passed: unplug it first.");
        } else if (present == null || known == null || !input.epoch().equals(epoch)) {
            out.refuse("no-board", "The board is not there any more: plug it in and scan again.");
        } else if (!recipes.contains(input.order().recipe())) {
            out.refuse("no-recipe", "The recipe " + input.order().recipe() + " does not serve this board.");
        } else {
            out.cancelTimer();
            reserved = null;
            job = new PortJob(input, known, out);
        }
    }

    void opened(PortInput.Opened input) {
        tellJob(input.job(), input, PortJob::opened);
    }

    void notOpened(PortInput.NotOpened input) {
        PortJob refused = tellJob(input.job(), input, PortJob::notOpened);
        if (refused == null) {
            return;
        }
        job = null;
        BoardSighting there = present;
        BoardIdentity known = board;
        if (there != null && known != null && epoch.equals(refused.epoch())) {
            out.become(new PortState.AwaitingScan(known));
        } else {
            forgetBoard();
            if (there != null) {
                arrived(there);
            }
        }
    }

    void stepBegan(PortInput.StepBegan input) {
        tellJob(input.job(), input, running -> running.stepBegan(input));
    }

    void attemptDone(PortInput.AttemptDone input) {
        tellJob(input.job(), input, running -> running.attemptDone(input));
    }

    void recorded(PortInput.Recorded input) {
        PortJob ended = tellJob(input.job(), input, running -> running.recorded(input.seq()));
        if (ended == null) {
            return;
        }
        if (ended.verdict() == Verdict.PASSED) {
            failedBoards.clear();
        } else if (ended.verdict() == Verdict.FAILED) {
            failedBoards.add(board, ended.order().serial(), ended.failure()).ifPresent(this::quarantine);
        }
        if (present == null && !isOutOfUse()) {
            out.setTimer(SETTLE);
        }
    }

    void notRecorded(PortInput.NotRecorded input) {
        tellJob(input.job(), input, running -> running.notRecorded(input.message()));
    }

    void abort(PortInput.Abort input) {
        PortJob running = job;
        if (running == null) {
            out.refuse("no-board", "No job is running here.");
        } else {
            running.abort(input);
        }
    }

    /** Tells an input to the job that it is about; the job when it took it, null when the input is ignored. */
    private @Nullable PortJob tellJob(JobId id, PortInput input, Predicate<PortJob> take) {
        PortJob running = job;
        if (running == null || !running.is(id) || !take.test(running)) {
            out.ignore(input);
            return null;
        }
        return running;
    }

    void timerFired(PortInput.TimerFired input) {
        PortJob last = job;
        if (last == null || !out.counts(input.timer())) {
            out.ignore(input);
            return;
        }
        out.cancelTimer();
        if (last.isOver() && present == null && !isOutOfUse()) {
            forgetBoard();
        } else if (!last.timeUp()) {
            out.ignore(input);
        }
    }

    // ---- out of use and back

    void quarantine(PortInput.Quarantine input) {
        if (mayBeTakenOut(input, new PortState.Quarantined(input.reason()))) {
            quarantine(input.reason());
        }
    }

    void disable(PortInput.Disable input) {
        PortState disabled = new PortState.Disabled(input.reason());
        if (mayBeTakenOut(input, disabled)) {
            out.become(disabled);
        }
    }

    private boolean mayBeTakenOut(PortInput input, PortState next) {
        if (jobIsOpen()) {
            out.refuse("in-use", "A job is running here: abort it first.");
            return false;
        }
        if (state().equals(next)) {
            out.ignore(input);
            return false;
        }
        out.cancelTimer();
        job = null;
        return true;
    }

    private void quarantine(String reason) {
        out.become(new PortState.Quarantined(reason));
        out.add(new PortEffect.TellQuarantined(reason));
    }

    void release(PortInput.Release input) {
        if (!isOutOfUse()) {
            out.refuse("port-busy", "This slot is in use already: nothing to release.");
            return;
        }
        failedBoards.clear();
        out.add(new PortEffect.TellReleased());
        BoardSighting there = present;
        forgetBoard();
        if (there != null) {
            arrived(there);
        }
    }

    void power(PortInput.Power input) {
        if (jobIsOpen()) {
            out.refuse("in-use", "A job is running here, so the power stays as it is: stop the job first.");
        } else if (switching) {
            out.refuse("port-busy", "The power of this slot is being switched already: wait a moment.");
        } else {
            switching = true;
            out.add(new PortEffect.SwitchPower(input.operator(), input.wish()));
        }
    }

    void powerDone(PortInput.PowerDone input) {
        if (!switching) {
            out.ignore(input);
        }
        switching = false;
    }

    void rename(PortInput.Rename input) {
        if (jobIsOpen()) {
            out.refuse("in-use", "A job is running here, so the slot keeps its label: wait until it has ended.");
        } else {
            out.add(new PortEffect.Relabel(input.slot()));
        }
    }

    // ---- small words

    private boolean jobIsOpen() {
        return job != null && !job.isOver();
    }

    private boolean isOutOfUse() {
        return state() instanceof PortState.Quarantined || state() instanceof PortState.Disabled;
    }

    private void forgetBoard() {
        clear();
        out.become(new PortState.Empty(reserved));
    }

    private void clear() {
        out.cancelTimer();
        present = null;
        board = null;
        recipes = List.of();
        job = null;
    }
}
