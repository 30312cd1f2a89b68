package dev.gangway.ledger.h2;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread {@code ledger-read}: it answers questions one by one; too many at once are refused instead of kept. */
final class ReadingThread implements AutoCloseable {
    private static final int MOST_WAITING = 1_000;
    private static final long CLOSE_SECONDS = 10;

    private final H2Reader reader;
    private final Session outboxSession;
    private final H2Outbox outbox;
    private final ThreadPoolExecutor executor;

    ReadingThread(LedgerFile file, InstantSource clock) {
        reader = new H2Reader(file);
        outboxSession = new Session(file);
        outbox = new H2Outbox(outboxSession, new SentFile(file.folder()), clock);
        executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
            Thread thread = new Thread(work, "ledger-read");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Work for this thread. */
    @FunctionalInterface
    interface Work<S, T> {
        T run(S source) throws LedgerException;
    }

    <T> Future<T> read(Work<LedgerReader, T> work) {
        return submit(reader, work);
    }

    <T> Future<T> outbox(Work<H2Outbox, T> work) {
        return submit(outbox, work);
    }

    private <S, T> Future<T> submit(S source, Work<S, T> work) {
        Promise<T> promise = Promise.promise();
        try {
            executor.execute(() -> {
                T result;
                try {
                    result = work.run(source);
                } catch (LedgerException | RuntimeException e) {
                    promise.fail(e);
                    return;
                }
                promise.complete(result);
            });
        } catch (RejectedExecutionException e) {
            promise.fail(new LedgerException(
                    LedgerException.Reason.FAILED, "the ledger is closed or asked too much at once: ask again", e));
        }
        return promise.future();
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reader.close();
        outboxSession.close();
    }
}
