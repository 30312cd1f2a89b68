package dev.gangway.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Passwords that wait to be checked, a queue for each source and account: who guesses waits behind own guesses and keeps nobody
 * else out. After a wrong password its queue rests; a right one is answered as soon as it has been checked. Event loop only.
 */
final class LoginQueue {
    private static final int MOST_WAITING = 4;

    /** A check keeps a core busy for a good part of a second. */
    private static final int MOST_AT_ONCE = 2;

    /** What a check came to. */
    enum Verdict {
        RIGHT,
        WRONG,
        /** Nothing was checked: too many wait from this source for this account. */
        BUSY
    }

    private record Key(String source, String account) {}

    private record Attempt(PasswordHash expected, String password, Promise<Verdict> verdict) {}

    private final Vertx vertx;
    private final Duration rest;

    /** A key is in here from its first attempt until none of it waits, runs or rests. */
    private final Map<Key, Queue<Attempt>> queues = new HashMap<>();

    /** Those whose next attempt may be checked, in turn. */
    private final Queue<Key> ready = new ArrayDeque<>();

    private int running;

    /**
     * Nobody waits yet.
     *
     * @param rest how long a source has to wait after a wrong password before its next one for that account is checked
     */
    LoginQueue(Vertx vertx, Duration rest) {
        this.vertx = vertx;
        this.rest = rest;
    }

    /**
     * Checks a password off the event loop, in its turn.
     *
     * @param source the address it came from
     * @param account whose password it is; unknown ones all have one name, so that making names up brings nothing
     */
    Future<Verdict> check(String source, String account, PasswordHash expected, String password) {
        Key key = new Key(source, account);
        Queue<Attempt> queue = queues.get(key);
        if (queue == null) {
            queue = new ArrayDeque<>();
            queues.put(key, queue);
            ready.add(key);
        }
        if (queue.size() >= MOST_WAITING) {
            return Future.succeededFuture(Verdict.BUSY);
        }
        Promise<Verdict> verdict = Promise.promise();
        queue.add(new Attempt(expected, password, verdict));
        runNext();
        return verdict.future();
    }

    private void runNext() {
        while (running < MOST_AT_ONCE && !ready.isEmpty()) {
            Key key = ready.remove();
            Attempt attempt = queues.getOrDefault(key, new ArrayDeque<>()).poll();
            if (attempt == null) {
                queues.remove(key);
                continue;
            }
            running++;
            vertx.executeBlocking(() -> attempt.expected().matches(attempt.password()), false)
                    .onFailure(failure -> {
                        running--;
                        attempt.verdict().fail(failure);
                        again(key);
                    })
                    .onSuccess(right -> {
                        running--;
                        if (right) {
                            attempt.verdict().complete(Verdict.RIGHT);
                            again(key);
                        } else {
                            rest(key, attempt);
                        }
                    });
        }
    }

    private void rest(Key key, Attempt attempt) {
        vertx.setTimer(rest.toMillis(), over -> {
            attempt.verdict().complete(Verdict.WRONG);
            again(key);
        });
        runNext();
    }

    private void again(Key key) {
        ready.add(key);
        runNext();
    }
}
