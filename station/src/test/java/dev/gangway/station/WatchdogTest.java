package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final int LOOPS = 3;
    private static final Duration LOOK = Duration.ofMillis(2);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicBoolean ledgerLives = new AtomicBoolean(true);
    private final AtomicInteger looks = new AtomicInteger();
    private final List<String> ends = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        release.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Watchdog watchdog(int patience) {
        return new Watchdog(vertx, LOOPS, this::look, LOOK, patience, ends::add);
    }

    /** A watchdog that sits on each loop. */
    private Watchdog seated(int patience) {
        Watchdog watchdog = watchdog(patience);
        await().until(() -> !vertx.deploymentIDs().isEmpty());
        return watchdog;
    }

    private boolean look() {
        looks.incrementAndGet();
        return ledgerLives.get();
    }

    /** Holds one event loop until the test ends. */
    private void holdOneLoop() {
        vertx.deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                context.runOnContext(held -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                return Future.succeededFuture();
            }
        });
    }

    @Test
    void aStationThatServesIsLeftAlone() {
        try (Watchdog watching = watchdog(2_000)) {
            await().until(() -> looks.get() > 100);
            assertThat(ends).isEmpty();
            assertThat(watching).isNotNull();
        }
    }

    @Test
    void anEventLoopThatIsHeldEndsTheStationOnce() {
        try (Watchdog watching = seated(500)) {
            holdOneLoop();
            await().until(() -> !ends.isEmpty());
            assertThat(ends).singleElement().asString().isEqualTo("1 of 3 event loops are dead or held");
            assertThat(watching).isNotNull();
        }
    }

    @Test
    void aLedgerWithoutItsWriterEndsTheStation() {
        try (Watchdog watching = watchdog(2_000)) {
            await().until(() -> looks.get() > 1);
            ledgerLives.set(false);
            await().until(() -> !ends.isEmpty());
            assertThat(ends).containsExactly("the thread that writes the ledger is dead");
            assertThat(watching).isNotNull();
        }
    }
}
