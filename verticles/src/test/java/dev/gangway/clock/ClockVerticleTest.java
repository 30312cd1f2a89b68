package dev.gangway.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockVerticleTest {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Instant> machine = new AtomicReference<>(TEN);
    private final BlockingQueue<LedgerAppend> appended = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private LedgerAppend.Note next() throws InterruptedException {
        return (LedgerAppend.Note) appended.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void eachMoveOfTheClockGoesOnRecordOnce() throws InterruptedException {
        new Bus(vertx).answer(Addresses.LEDGER_APPEND, append -> {
            appended.add(append);
            return Future.succeededFuture(new LedgerReply.Recorded(1));
        });
        SteadyClock clock = new SteadyClock(machine::get, () -> 0);
        vertx.deployVerticle(new ClockVerticle(clock, Duration.ofMillis(1)))
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        machine.set(TEN.minus(Duration.ofHours(1)));
        assertThat(next())
                .isEqualTo(new LedgerAppend.Note(
                        "clock-moved",
                        "-",
                        TEN.minus(Duration.ofHours(1)),
                        Map.of(
                                "seconds", "-3600.000",
                                "was", "2026-11-21T10:00:00.000Z",
                                "is", "2026-11-21T09:00:00.000Z")));

        machine.set(TEN);
        assertThat(next().facts()).containsEntry("seconds", "3600.000");
        assertThat(appended).isEmpty();
    }
}
