package dev.gangway.port;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Epoch;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * {@link PortBoard} keeps the left half, {@link PortJob} the box. A line, whose boards come and go unseen, and a serial adapter,
 * which is seen to come and go, are asked nothing before a job: they arrive in AWAITING_SCAN, and {@link PortInput.Met} tells who
 * is there. On a line the next job is started from PASSED or FAILED.
 *
 * <p>A board that leaves and returns while RUNNING or RETRYING is the worker's affair: it knows which steps make the board
 * re-enumerate and checks who came back. PASSED is reached only by {@link PortInput.Recorded}. An input that does not fit
 * the state changes nothing and comes out as {@link PortEffect.Ignored}.
 */
public final class PortMachine {
    /** How long a finished board may be gone before the port counts as empty: it may be booting what was written. */
    static final Duration SETTLE = Duration.ofMillis(1500);

    private final FailedBoards failedBoards;
    private final PortOutput out;
    private final PortBoard board;
    private final PortUse use;
    private @Nullable PortJob job;
    private @Nullable JobId recorded;
    private boolean stopping;

    /** A port where nothing is plugged in at present. */
    public PortMachine(PortRules rules, Instant now) {
        this.failedBoards = new FailedBoards(rules.quarantineAfter());
        this.out = new PortOutput(now);
        this.board = new PortBoard(rules, out);
        this.use = new PortUse(out, board, this::jobIsOpen);
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
        return board.epoch();
    }

    /** What the board said of itself, once known. */
    public @Nullable BoardIdentity board() {
        return board.identity();
    }

    /** Whether a line hangs here, whose boards come and go unseen. */
    public boolean isLine() {
        return board.isLine();
    }

    /** The recipes that fit the board; the job's alone while it stands for the board. */
    public List<String> recipes() {
        PortJob last = job;
        return last == null || takesNextBoard()
                ? board.recipes()
                : List.of(last.order().recipe());
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
        BoardSighting seen = input.board();
        boolean known = board.isThere(seen.epoch()) && state() instanceof PortState.AwaitingScan;
        board.arrived(seen);
        if (isOutOfUse() || jobIsOpen()) {
            return;
        }
        out.cancelTimer();
        if (isAnotherKind(job)
                || (seen.isUnasked() && !seen.line())) { // a new attach of an adapter may have another board
            job = null;
        }
        board.show(seen, known, job != null);
    }

    /** A board that waits is looked at anew; one whose job runs or has ended stays what it is until it is unplugged. */
    void recipes(PortInput.Recipes input) {
        board.follow(input.rules());
        BoardSighting seen = board.seen();
        if (seen != null && job == null && !isOutOfUse() && !board.isUnstable()) {
            board.show(seen, false, false);
        }
    }

    void left(PortInput.Left input) {
        if (!board.isThere(input.epoch())) {
            out.ignore(input);
            return;
        }
        board.left();
        if (job == null && !isOutOfUse()) {
            forgetBoard();
        } else if (job != null && job.isOver() && !isOutOfUse()) {
            out.setTimer(SETTLE);
        }
    }

    void unstable(PortInput.Unstable input) {
        if (isOutOfUse() || jobIsOpen() || (job != null && !input.unstable())) {
            out.ignore(input);
        } else if (input.unstable()) {
            clear();
            board.showUnstable();
        } else {
            forgetBoard();
        }
    }

    void identified(PortInput.Identified input) {
        if (!isAsked(input.epoch()) || (job != null && board.isCertainly(input.board()))) {
            out.ignore(input);
            return;
        }
        job = null;
        board.identified(input.board(), input.recipes());
    }

    void notIdentified(PortInput.NotIdentified input) {
        if (!isAsked(input.epoch())) {
            out.ignore(input);
            return;
        }
        job = null;
        board.notIdentified(input.failure());
    }

    /** Whether the board of this attach was asked who it is, and the answer is still of interest. */
    private boolean isAsked(Epoch which) {
        return board.isThere(which) && !board.isUnasked() && !isOutOfUse() && !jobIsOpen();
    }

    void reserve(PortInput.Reserve input) {
        board.reserve(input.serial());
        if (state() instanceof PortState.Empty) {
            board.showEmpty();
        }
    }

    // ---- the job

    void start(PortInput.Start input) {
        PortJob last = job;
        if (stopping) {
            out.refuse("unavailable", "The station is stopping: scan again when it runs.");
        } else if (isOutOfUse()) {
            out.refuse("port-busy", "This slot is out of use: release it first.");
        } else if (input.order().job().equals(recorded)
                || (last != null && last.is(input.order().job()))) {
            out.ignore(input);
        } else if (jobIsOpen()) {
            out.refuse("in-use", "A job is running here: wait until it has ended.");
        } else if (use.isBusy()) {
            use.refuse(": scan again in a moment.");
        } else if (state() instanceof PortState.Passed && last != null && !last.isOnLine()) {
            out.refuse("port-busy", "This board has passed: unplug it first.");
        } else if (!board.isThere(input.epoch()) || !board.isReady() || isAnotherKind(last)) {
            out.refuse("no-board", "The board is not there any more: plug it in and scan again.");
        } else if (!board.recipes().contains(input.order().recipe())) {
            out.refuse("no-recipe", "The recipe " + input.order().recipe() + " does not serve this board.");
        } else {
            out.cancelTimer();
            board.bound();
            job = new PortJob(input, board.identity(), board.isLine(), out);
        }
    }

    void notOpened(PortInput.NotOpened input) {
        PortJob refused = tellJob(input);
        if (refused == null) {
            return;
        }
        job = null;
        if (board.isThere(refused.epoch()) && !board.recipes().isEmpty()) {
            board.showWaiting();
        } else {
            lookAgain();
        }
    }

    void met(PortInput.Met input) {
        if (tellJob(input) != null) {
            board.met(input.board());
        }
    }

    void recorded(PortInput.Recorded input) {
        PortJob ended = tellJob(input);
        if (ended == null) {
            return;
        }
        recorded = input.job();
        if (ended.verdict() == Verdict.PASSED) {
            failedBoards.clear();
        } else if (ended.verdict() == Verdict.FAILED) {
            failedBoards
                    .add(board.identity(), ended.order().serial(), ended.failure())
                    .ifPresent(this::quarantine);
        }
        if (!board.isThere() && !isOutOfUse()) {
            out.setTimer(SETTLE);
        }
    }

    void abort(PortInput.Abort input) {
        PortJob running = job;
        if (running == null) {
            out.refuse("no-board", "No job is running here.");
        } else {
            running.abort(input);
        }
    }

    /** Whatever comes after this, no job begins. */
    void stationStops(PortInput.StationStops input) {
        stopping = true;
        PortJob running = job;
        if (!use.stationStops() && (running == null || !running.stationStops(input))) {
            out.ignore(input);
        }
    }

    /** Tells an input to the job that it is about; the job when it took it, null when the input is ignored or refused. */
    @Nullable
    PortJob tellJob(PortInput.OfJob input) {
        PortJob running = job;
        if (running == null || !running.is(input.job()) || !input.fits(running)) {
            input.missed(out);
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
        if (last.isOver() && !board.isThere() && !isOutOfUse()) {
            forgetBoard();
        } else if (!last.timeUp()) {
            out.ignore(input);
        }
    }

    // ---- out of use and back

    void quarantine(PortInput.Quarantine input) {
        String why = input.reason();
        takeOut(input, new PortState.Quarantined(why), List.of(new PortEffect.TellQuarantined(why)));
    }

    void disable(PortInput.Disable input) {
        takeOut(input, new PortState.Disabled(input.reason()), List.of());
    }

    private void takeOut(PortInput input, PortState next, List<PortEffect> tell) {
        if (jobIsOpen()) {
            out.refuse("in-use", "A job is running here: abort it first.");
        } else if (state().equals(next)) {
            out.ignore(input);
        } else {
            out.cancelTimer();
            job = null;
            out.become(next);
            tell.forEach(out::add);
        }
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
        lookAgain();
    }

    /** Who has it besides its jobs. */
    PortUse use() {
        return use;
    }

    void rename(PortInput.Rename input) {
        if (jobIsOpen()) {
            out.refuse("in-use", "A job is running here, so the slot keeps its label: wait until it has ended.");
        } else {
            out.add(new PortEffect.Relabel(input.slot()));
        }
    }

    private boolean jobIsOpen() {
        return job != null && !job.isOver();
    }

    private boolean isOutOfUse() {
        return state() instanceof PortState.Quarantined || state() instanceof PortState.Disabled;
    }

    /** Whether the next board may sit in the fixture of this line, whose last job has ended. */
    private boolean takesNextBoard() {
        return job != null && job.isOver() && job.isOnLine() && board.isLine();
    }

    /** Whether a board came in the place of the job's line, or a line in the place of its board. */
    private boolean isAnotherKind(@Nullable PortJob of) {
        return of != null && of.isOnLine() != board.isLine();
    }

    private void forgetBoard() {
        clear();
        board.showEmpty();
    }

    private void lookAgain() {
        BoardSighting there = board.seen();
        forgetBoard();
        if (there != null) {
            arrived(new PortInput.Arrived(there));
        }
    }

    private void clear() {
        out.cancelTimer();
        board.forget();
        job = null;
    }
}
