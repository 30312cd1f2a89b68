package dev.gangway.clock;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.json.JobJson;
import dev.gangway.message.LedgerAppend;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the machine's clock was moved, and puts it on record between what was recorded before and after: a reader of
 * the ledger has to know why its times jump. Its event loop.
 */
public final class ClockVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ClockVerticle.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SteadyClock clock;
    private final Duration look;
    private Duration known;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    /**
     * Looks at the clock.
     *
     * @param look how often
     */
    public ClockVerticle(SteadyClock clock, Duration look) {
        this.clock = clock;
        this.look = look;
        this.known = clock.moved();
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        vertx.setPeriodic(look.toMillis(), timer -> look());
        return Future.succeededFuture();
    }

    private void look() {
        Duration moved = clock.moved();
        Duration step = moved.minus(known);
        if (step.abs().compareTo(SteadyClock.NOTICED) < 0) {
            return;
        }
        known = moved;
        Instant is = clock.wall();
        Map<String, String> facts = Map.of(
                "seconds",
                String.format(Locale.ROOT, "%.3f", step.toMillis() / 1000.0),
                "was",
                JobJson.time(is.minus(step)),
                "is",
                JobJson.time(is));
        LOG.atWarn().addKeyValue("seconds", facts.get("seconds")).log("the machine's clock was moved");
        bus.ask(Addresses.LEDGER_APPEND, new LedgerAppend.Note("clock-moved", "-", is, facts), PATIENCE)
                .onSuccess(reply -> reply.refusal().ifPresent(no -> notOnRecord(no.message())))
                .onFailure(e -> notOnRecord(String.valueOf(e.getMessage())));
    }

    private static void notOnRecord(String why) {
        LOG.atError().addKeyValue("cause", why).log("that the machine's clock was moved is not on record");
    }
}
