package dev.gangway.job;

import dev.gangway.message.PortCommand;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the answers to one attempt's questions arrive: the worker opens it and waits, the event loop puts the answer in. Whatever
 * comes before it is open, after an answer, or after the time, is not taken. Safe for both.
 */
final class AnswerBox {
    private static final int CLOSED = 0;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int asking = CLOSED;
    private PortCommand.@Nullable Answer given;
    private boolean stopped;

    /** The step of this number asks from now on. */
    void open(int step) {
        lock.lock();
        try {
            asking = step;
            given = null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes an answer; false when the step that it answers does not ask any more. */
    boolean put(PortCommand.Answer answer) {
        lock.lock();
        try {
            if (stopped || asking == CLOSED || answer.asked().step() != asking) {
                return false;
            }
            asking = CLOSED;
            given = answer;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the present wait and each later one. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks until an answer is there; empty after the time, from when on none is taken.
     *
     * @throws FailureException STOPPED_BY_PERSON after {@link #stop}, STATION_STOPPED when the thread is interrupted
     */
    Optional<PortCommand.Answer> await(Duration time) throws FailureException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (given == null && !stopped && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (stopped) {
                throw new FailureException(FailureKind.STOPPED_BY_PERSON, "the job was stopped while it asked");
            }
            return Optional.ofNullable(given);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(FailureKind.STATION_STOPPED, "the station is stopping", e);
        } finally {
            asking = CLOSED;
            lock.unlock();
        }
    }
}
