package dev.gangway.station;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Ends a station that can't serve any more although its process lives: an event loop that is dead or held, a ledger without
 * its writer. What starts the station again (the systemd unit) mends it; what hangs does not. It counts looks instead of
 * time, so that a process or machine which was stopped for an hour is not taken for one that hung for an hour.
 */
public final class Watchdog implements AutoCloseable {
    private final List<Seat> seats = new CopyOnWriteArrayList<>();
    private final BooleanSupplier ledgerLives;
    private final int patience;
    private final Consumer<String> end;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(body -> {
        Thread made = new Thread(body, "watchdog");
        made.setDaemon(true);
        return made;
    });

    /**
     * Watches from now on.
     *
     * @param loops how many event loops there are
     * @param ledgerLives whether the ledger can still write
     * @param look how often it looks
     * @param patience how many looks in a row an event loop may miss
     * @param end is told once what is wrong, in one sentence
     */
    public Watchdog(
            Vertx vertx, int loops, BooleanSupplier ledgerLives, Duration look, int patience, Consumer<String> end) {
        this.ledgerLives = ledgerLives;
        this.patience = patience;
        this.end = end;
        // Verticles that are deployed one after the other get one loop after the other.
        vertx.deployVerticle(() -> new Seat(), new DeploymentOptions().setInstances(loops));
        thread.scheduleWithFixedDelay(this::look, look.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        List<String> wrong = new ArrayList<>();
        if (!ledgerLives.getAsBoolean()) {
            wrong.add("the thread that writes the ledger is dead");
        }
        long held = seats.stream().filter(seat -> seat.missed() > patience).count();
        if (held > 0) {
            wrong.add(held + " of " + seats.size() + " event loops are dead or held");
        }
        if (!wrong.isEmpty()) {
            thread.shutdown();
            end.accept(String.join("; ", wrong));
        }
    }

    /** The station stops in order: nothing is watched any more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Somebody on an event loop, who is called at each look. */
    private final class Seat extends VerticleBase {
        private volatile boolean answered = true;
        private int missed;

        @Override
        public Future<?> start() {
            seats.add(this);
            return Future.succeededFuture();
        }

        /** How many calls in a row were not answered; calls again. The watchdog's thread only. */
        int missed() {
            missed = answered ? 0 : missed + 1;
            if (answered) {
                answered = false;
                call(context);
            }
            return missed;
        }

        private void call(Context loop) {
            try {
                loop.runOnContext(turned -> answered = true);
            } catch (RejectedExecutionException dead) {
                answered = false;
            }
        }
    }
}
