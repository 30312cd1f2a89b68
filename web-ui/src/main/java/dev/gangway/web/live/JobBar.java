package dev.gangway.web.live;

import dev.gangway.message.Progress;
import dev.gangway.model.PortState;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far one job is, and how long it still takes: by what the recipe's past jobs took, step for step, and by the bytes of
 * the step that runs. It never goes back: an attempt that begins anew first has to come as far as the last one came.
 * Event loop only.
 */
final class JobBar {
    /** The rest is the verdict's. */
    private static final double MOST = 0.99;

    /** A step that takes longer than ever stands here until it ends. */
    private static final double STEP_MOST = 0.95;

    /** From this share on, what has been measured of a step says more of it than the past. */
    private static final double ENOUGH = 0.1;

    private double done;
    private @Nullable Long secondsLeft;
    private int attempt;
    private int number;
    private long stepBegan;

    /** How much of the job is done, 0 to 1. */
    double done() {
        return done;
    }

    /** How many seconds the job still takes; null when no job of the recipe has passed yet. */
    @Nullable
    Long secondsLeft() {
        return secondsLeft;
    }

    /**
     * Works it out anew.
     *
     * @param running the job's state
     * @param moved what the running step has moved so far, null when nothing is known of it
     * @param past what the recipe's steps took, null when none of its jobs has passed
     * @param now in nanoseconds, from any origin
     * @return whether anything changed that a person could see
     */
    boolean advance(PortState.Running running, @Nullable Progress moved, @Nullable PastSteps past, long now) {
        if (running.stepNumber() == 0) {
            return false;
        }
        if (running.stepNumber() != number || running.attempt() != attempt) {
            number = running.stepNumber();
            attempt = running.attempt();
            stepBegan = now;
        }
        double before = done;
        Long leftBefore = secondsLeft;
        double elapsed = Math.max(0, now - stepBegan) / (double) TimeUnit.SECONDS.toNanos(1);
        double measured = moved == null || moved.total() <= 0 ? 0 : (double) moved.bytes() / moved.total();
        if (past != null && past.fits(number, running.step(), running.stepCount())) {
            byPast(past, running.stepCount(), moved, Math.min(1, measured), elapsed);
        } else {
            secondsLeft = null;
            reach((number - 1 + Math.min(1, measured)) / running.stepCount());
        }
        return Math.floor(before * 500) != Math.floor(done * 500) || !Objects.equals(leftBefore, secondsLeft);
    }

    private void byPast(PastSteps past, int count, @Nullable Progress moved, double measured, double elapsed) {
        PastSteps.Past step = past.step(number);
        boolean counted = moved != null && moved.total() > 0;
        // Bytes say it better where the images are other ones than last time.
        double weight = moved != null && counted && step.bytes() > 0
                ? step.seconds() * moved.total() / step.bytes()
                : step.seconds();
        double share = counted ? measured : weight <= 0 ? 0 : Math.min(STEP_MOST, elapsed / weight);
        double behind = past.seconds(1, number);
        double ahead = past.seconds(number + 1, count + 1);
        double all = behind + weight + ahead;
        reach(all <= 0 ? 0 : (behind + weight * share) / all);
        double left = counted && measured >= ENOUGH ? elapsed * (1 - measured) / measured : weight * (1 - share);
        secondsLeft = Math.round(Math.ceil(left + ahead));
    }

    private void reach(double share) {
        done = Math.max(done, Math.min(MOST, share));
    }
}
