package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.web.LoginQueue.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers who guess, and the person who knows the password. */
class LoginQueueTest {
    /** A thousand rounds of {@code right}: checked in a moment. */
    static final PasswordHash RIGHT = new PasswordHash(
            "pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$C1aC8FqzsBhAxKQKoEjCgQURp623wcj/YwMo31xgA5o=");

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void close() throws Exception {
        end(vertx.close());
    }

    private static <T> T end(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Future<Verdict> check(LoginQueue queue, String source, String account, String password) {
        Promise<Verdict> verdict = Promise.promise();
        loop.runOnContext(go -> queue.check(source, account, RIGHT, password).onComplete(verdict));
        return verdict.future();
    }

    @Test
    void aStrangersGuessesKeepNobodyElseOut() throws Exception {
        LoginQueue queue = new LoginQueue(vertx, NEVER);
        List<Future<Verdict>> guesses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            guesses.add(check(queue, "10.0.0.66", "lind", "guess " + i));
        }

        assertThat(end(check(queue, "10.0.0.7", "lind", "right"))).isEqualTo(Verdict.RIGHT);
        assertThat(end(check(queue, "10.0.0.66", "berg", "right"))).isEqualTo(Verdict.RIGHT);
        assertThat(guesses.stream().filter(Future::isComplete).map(Future::result))
                .as("the rest of them waits, and is told so")
                .containsOnly(Verdict.BUSY)
                .hasSizeGreaterThanOrEqualTo(45);
    }

    @Test
    void whoKnowsThePasswordGetsInBehindGuessesOfTheSameSource() throws Exception {
        LoginQueue queue = new LoginQueue(vertx, SOON);
        List<Future<Verdict>> guesses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            guesses.add(check(queue, "127.0.0.1", "lind", "guess " + i));
        }

        assertThat(end(check(queue, "127.0.0.1", "lind", "right"))).isEqualTo(Verdict.RIGHT);
        for (Future<Verdict> guess : guesses) {
            assertThat(end(guess)).isEqualTo(Verdict.WRONG);
        }
    }

    @Test
    void aSourceGuessesNoFasterThanOneGuessARest() throws Exception {
        LoginQueue queue = new LoginQueue(vertx, NEVER);
        Future<Verdict> first = check(queue, "10.0.0.66", "lind", "guess");
        Future<Verdict> right = check(queue, "10.0.0.66", "lind", "right");

        assertThat(end(check(queue, "10.0.0.7", "lind", "right"))).isEqualTo(Verdict.RIGHT);
        assertThat(first.isComplete()).isFalse();
        assertThat(right.isComplete()).as("it waits behind the guess").isFalse();
    }

    @Test
    void aQueueThatRanEmptyBeginsAnew() throws Exception {
        LoginQueue queue = new LoginQueue(vertx, SOON);
        for (int i = 0; i < 3; i++) {
            assertThat(end(check(queue, "10.0.0.7", "lind", "wrong"))).isEqualTo(Verdict.WRONG);
            assertThat(end(check(queue, "10.0.0.7", "lind", "right"))).isEqualTo(Verdict.RIGHT);
        }
    }
}
