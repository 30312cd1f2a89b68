package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The collector sees what it is there for. */
class BlockedLoopsTest {
    @Test
    void aLoopThatWaitsIsNoticed() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Vertx vertx = Vertx.vertx(BlockedLoops.options());
        try (BlockedLoops blocked = new BlockedLoops()) {
            vertx.runOnContext(ignored -> {
                try {
                    never.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });

            await().atMost(LineHarness.PATIENCE).untilAsserted(() -> assertThat(blocked.warnings())
                    .anySatisfy(text -> assertThat(text).contains("BlockedLoopsTest")));
        } finally {
            never.countDown();
            LineHarness.answered(vertx.close());
        }
    }
}
