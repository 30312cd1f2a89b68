package dev.gangway.station.beside;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does something when this process is told to end, and lets it end only when what runs is over. */
final class InterruptHook {
    /** A job that is stopped takes some seconds; a process that does not end would be killed. */
    private static final long PATIENCE_SECONDS = 25;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    InterruptHook(Runnable interrupted) {
        thread = new Thread(
                () -> {
                    interrupted.run();
                    try {
                        over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interrupt");
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** What ran is over. */
    void over() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The process ends, which the hook now allows.
        }
    }
}
