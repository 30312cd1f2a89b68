package dev.gangway.port;

import dev.gangway.recipe.Step;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Tells the worker when the time of the step that it runs is up. One step at a time; the port's event loop only. */
final class StepTimer {
    /** An await has its own time-out; opening the board that came takes some more. */
    private static final Duration OPENING_GRACE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final PortWorker worker;
    private long timer = -1;

    StepTimer(Vertx vertx, PortWorker worker) {
        this.vertx = vertx;
        this.worker = worker;
    }

    /** A step begins; the one before it has no time any more. */
    void begins(int number, Step step) {
        stop();
        Duration time = step.common().timeout().plus(step.verb().waits() ? OPENING_GRACE : Duration.ZERO);
        timer = vertx.setTimer(time.toMillis(), id -> worker.timeUp(number));
    }

    /** No step runs. */
    void stop() {
        vertx.cancelTimer(timer);
    }
}
