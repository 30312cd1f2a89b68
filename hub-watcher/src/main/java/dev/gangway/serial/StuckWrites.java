package dev.gangway.serial;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends writes that the kernel does not return from. One thread for all lines; any thread may call. */
final class StuckWrites {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private StuckWrites() {}

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "serial-writes");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /** A write that is watched. */
    record Watch(Future<?> alarm) {
        /** It is over. */
        void end() {
            alarm.cancel(false);
        }
    }

    /** Calls this when the write is not over within this time. */
    static Watch watch(Duration longest, Runnable stuck) {
        return new Watch(CLOCK.schedule(stuck, longest.toNanos(), TimeUnit.NANOSECONDS));
    }
}
