package dev.gangway.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.config.PoolConfig;
import dev.gangway.message.ChosenRecipe;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PoolsLeft;
import dev.gangway.model.FailureException;
import dev.gangway.recipe.RecipeBook;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often pools are looked at: a file that did not change is not read again, and no look begins before the last one's end. */
class PoolVerticleTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Longer than the verticle waits for jobs that end together. */
    private static final Duration BEHIND = Duration.ofMillis(700);

    private static final FileTime BEFORE = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path folder;

    private Path file;
    private PoolConfig pool;

    @BeforeEach
    void make() throws Exception {
        file = Files.writeString(folder.resolve("keys"), "aa\nbb\ncc\n");
        Files.setLastModifiedTime(file, BEFORE);
        pool = new PoolConfig("keys", new PoolConfig.Lines(file, List.of("key"), Set.of("key")), 0);
    }

    @Test
    void aFileThatIsAsItWasIsNotReadAgain() throws Exception {
        PoolLeft left = new PoolLeft(pool);
        assertThat(left.left(null)).isEqualTo(3);

        // As nobody does it: other lines, and nothing of it to be seen from outside.
        Files.writeString(file, "aa\n# \n# \n", StandardOpenOption.WRITE);
        Files.setLastModifiedTime(file, BEFORE);
        assertThat(left.left(null)).isEqualTo(3);
        assertThat(left.left(1L)).as("what was drawn counts all the same").isEqualTo(2);
        assertThat(left.left(3L)).isZero();
        assertThat(left.left(Long.MAX_VALUE - 1)).isZero();

        Files.setLastModifiedTime(file, FileTime.from(BEFORE.toInstant().plusSeconds(1)));
        assertThat(left.left(null)).isEqualTo(1);

        Files.writeString(file, "dd\n", StandardOpenOption.APPEND);
        Files.setLastModifiedTime(file, FileTime.from(BEFORE.toInstant().plusSeconds(1)));
        assertThat(left.left(1L)).isEqualTo(1);
    }

    @Test
    void aFileThatIsGoneIsToldEachTimeAndReadWhenItIsBack() throws Exception {
        PoolLeft left = new PoolLeft(pool);
        left.left(null);
        Path aside = Files.move(file, folder.resolve("aside"));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> left.left(null))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("cannot be read");
        }
        Files.move(aside, file);
        assertThat(left.left(2L)).isEqualTo(1);
    }

    @Test
    void noLookBeginsBeforeTheLastOneEndedAndOneThatFailedEndsToo() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Bus bus = new Bus(vertx);
            List<Promise<LedgerReply>> asked = new CopyOnWriteArrayList<>();
            List<PoolsLeft> told = new CopyOnWriteArrayList<>();
            bus.subscribe(Addresses.POOLS, told::add);
            bus.answer(Addresses.LEDGER_QUERY, query -> {
                Promise<LedgerReply> reply = Promise.promise();
                asked.add(reply);
                return reply.future();
            });
            vertx.deployVerticle(new PoolVerticle(Map.of("keys", pool), new RecipeBook(List.of())))
                    .await(20, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> asked.size() == 1);

            bus.publish(Addresses.CHOICES, ChosenRecipe.NONE);
            vertx.timer(BEHIND.toMillis(), TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
            assertThat(asked).hasSize(1);

            asked.get(0).fail("the ledger is closed");
            await().atMost(SOON).until(() -> asked.size() == 2);
            asked.get(1).complete(new LedgerReply.PoolUse(Optional.empty(), OptionalLong.of(1), "line 1"));
            await().atMost(SOON).until(() -> !told.isEmpty());
            assertThat(told.get(0).pools()).singleElement().satisfies(now -> assertThat(now.left())
                    .isEqualTo(2));
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }
}
