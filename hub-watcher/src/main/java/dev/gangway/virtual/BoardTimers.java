package dev.gangway.virtual;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtual hub's clock. One thread only decides what is due; the work runs elsewhere, one task at a time and in order
 * for each line, so that a board that computes for long delays no other board. Any thread may call.
 */
final class BoardTimers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BoardTimers.class);

    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService workers;

    BoardTimers() {
        clock = new ScheduledThreadPoolExecutor(1, daemons("virtual-clock"));
        clock.setRemoveOnCancelPolicy(true);
        workers = Executors.newCachedThreadPool(daemons("virtual-board"));
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }

    /** One board's tasks: they run one after the other, in the order in which they fall due. */
    final class Line {
        private final Deque<Runnable> due = new ArrayDeque<>();
        private boolean draining;

        void after(Duration delay, Runnable task) {
            try {
                clock.schedule(() -> enqueue(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                LOG.atDebug().log("the virtual hub is closed, a board's task is dropped");
            }
        }

        private void enqueue(Runnable task) {
            synchronized (due) {
                due.add(task);
                if (draining) {
                    return;
                }
                draining = true;
            }
            try {
                workers.execute(this::drain);
            } catch (RejectedExecutionException closed) {
                LOG.atDebug().log("the virtual hub is closed, a board's task is dropped");
            }
        }

        private void drain() {
            while (true) {
                Runnable task;
                synchronized (due) {
                    task = due.poll();
                    if (task == null) {
                        draining = false;
                        return;
                    }
                }
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    LOG.atError().setCause(e).log("a virtual board's task failed");
                }
            }
        }
    }

    Line line() {
        return new Line();
    }
}
