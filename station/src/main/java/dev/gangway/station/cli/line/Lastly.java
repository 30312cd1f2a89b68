package dev.gangway.station.cli.line;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps a process that is told to end alive until its command has put its things away, for some time at most. */
final class Lastly implements AutoCloseable {
    /** More than a station takes to stop. */
    private static final long SECONDS = 40;

    private final CountDownLatch away = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "lastly");

    Lastly() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await() {
        try {
            if (!away.await(SECONDS, TimeUnit.SECONDS)) {
                System.err.println("gangway: the command did not end in time; its temporary files are left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        away.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already, and has waited for this.
            return;
        }
    }
}
