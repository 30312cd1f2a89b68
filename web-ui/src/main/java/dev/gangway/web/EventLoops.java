package dev.gangway.web;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells whether each event loop of the station turns: somebody sits on each, and is called. Any thread. */
final class EventLoops {
    private static final int COUNT = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;

    private final List<Context> seats;
    private final Vertx vertx;

    private EventLoops(Vertx vertx, List<Context> seats) {
        this.vertx = vertx;
        this.seats = seats;
    }

    /** Takes a seat on each loop: verticles that are deployed one after the other get one after the other. */
    static Future<EventLoops> of(Vertx vertx) {
        List<Context> seats = new CopyOnWriteArrayList<>();
        return vertx.deployVerticle(() -> new Seat(seats), new DeploymentOptions().setInstances(COUNT))
                .map(done -> new EventLoops(vertx, seats));
    }

    /** What is wrong with them, one sentence; empty when each turned within this time. Never fails. */
    Future<String> problem(Duration patience) {
        List<Future<?>> turns = seats.stream().<Future<?>>map(this::turn).toList();
        Promise<String> told = Promise.promise();
        long timer = vertx.setTimer(
                patience.toMillis(),
                late -> told.tryComplete(
                        turns.stream().filter(turn -> !turn.isComplete()).count() + " of " + seats.size()
                                + " event loops did not turn for " + patience.toMillis()
                                + " ms: see the log, and restart the station when it stays so"));
        Future.all(turns).onSuccess(all -> {
            vertx.cancelTimer(timer);
            told.tryComplete("");
        });
        return told.future();
    }

    private Future<?> turn(Context seat) {
        Promise<Void> turned = Promise.promise();
        seat.runOnContext(turned::complete);
        return turned.future();
    }

    /** Somebody on a loop. */
    private static final class Seat extends VerticleBase {
        private final List<Context> seats;

        Seat(List<Context> seats) {
            this.seats = seats;
        }

        @Override
        public Future<?> start() {
            seats.add(context);
            return Future.succeededFuture();
        }
    }
}
