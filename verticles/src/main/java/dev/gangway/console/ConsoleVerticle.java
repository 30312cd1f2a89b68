package dev.gangway.console;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Answers {@link Addresses#CONSOLE}; files are read off its event loop. */
public final class ConsoleVerticle extends VerticleBase {
    private final Consoles consoles;

    /** Answers from these. */
    public ConsoleVerticle(Consoles consoles) {
        this.consoles = consoles;
    }

    @Override
    public Future<?> start() {
        new Bus(vertx).answer(Addresses.CONSOLE, query -> vertx.executeBlocking(() -> consoles.answer(query), false));
        return Future.succeededFuture();
    }
}
