package dev.gangway.job;

import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a port's event loop and its worker meet: who is attached now. The event loop updates it, the worker waits on it.
 * Safe for both.
 */
public final class BoardGate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable BoardSighting present;
    private Epoch epoch = Epoch.NONE;
    private boolean stopped;

    /** A board is there. */
    public void arrived(BoardSighting board) {
        change(() -> {
            present = board;
            epoch = board.epoch();
        });
    }

    /** The board of this attach is gone; an older attach is ignored. */
    public void left(Epoch which) {
        change(() -> {
            if (which.equals(epoch)) {
                present = null;
            }
        });
    }

    /** The attach that is or was the last one. */
    public Epoch epoch() {
        return look(() -> epoch);
    }

    /** Whether a line is there, whose boards come and go unseen. */
    boolean isLine() {
        return look(() -> present != null && present.line());
    }

    /** Whether nothing is attached now. */
    boolean isEmpty() {
        return look(() -> present == null);
    }

    /** Makes the present and every later wait end with a failure until {@link #open} is called. */
    public void stop() {
        change(() -> stopped = true);
    }

    /** Allows waiting again: a new attempt begins. */
    public void open() {
        change(() -> stopped = false);
    }

    /** Whether {@link #stop} was called since the attempt began. */
    public boolean isStopped() {
        return look(() -> stopped);
    }

    /** The worker wakes and looks again, even where nothing that it waits for has changed. */
    private void change(Runnable under) {
        lock.lock();
        try {
            under.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T look(Supplier<T> under) {
        lock.lock();
        try {
            return under.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks until a board is attached in this mode by an attach later than the given one. A line is attached once and for all.
     *
     * @throws FailureException BOARD_NOT_BACK after the time, STOPPED_BY_PERSON after {@link #stop}
     */
    public BoardSighting await(BootMode mode, Epoch laterThan, Duration time) throws FailureException {
        return await(EnumSet.of(mode), laterThan, time);
    }

    /** The same for any of these modes. */
    public BoardSighting await(Set<BootMode> modes, Epoch laterThan, Duration time) throws FailureException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (true) {
                if (stopped) {
                    throw new FailureException(FailureKind.STOPPED_BY_PERSON, "the wait for the board was stopped");
                }
                BoardSighting board = present;
                if (board != null
                        && modes.contains(board.mode())
                        && (board.line() || board.epoch().compareTo(laterThan) > 0)) {
                    return board;
                }
                if (left <= 0) {
                    throw new FailureException(FailureKind.BOARD_NOT_BACK, notBack(modes, board, time));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw stationStops(e);
        } finally {
            lock.unlock();
        }
    }

    /** Lets the worker pause; ends early when the wait is stopped. */
    public void pause(Duration time) throws FailureException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (left > 0 && !stopped) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw stationStops(e);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the interrupt for whoever called the worker. */
    private static FailureException stationStops(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new FailureException(FailureKind.STATION_STOPPED, "the station is stopping", e);
    }

    /** For people: {@code fel or fastboot}. A line is no way in which a board is missed. */
    static String text(Set<BootMode> modes) {
        return modes.stream().filter(mode -> !mode.isLine()).map(BootMode::code).collect(Collectors.joining(" or "));
    }

    private static String notBack(Set<BootMode> modes, @Nullable BoardSighting there, Duration time) {
        String wait =
                "no board in " + text(modes) + " mode within " + TimeUnit.NANOSECONDS.toSeconds(time.toNanos()) + " s";
        return there == null
                ? wait + "; nothing is attached"
                : wait + "; it is in " + there.mode().code() + " mode";
    }
}
