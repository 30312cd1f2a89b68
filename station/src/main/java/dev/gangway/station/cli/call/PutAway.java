package dev.gangway.station.cli.call;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Something that has to be put away before this process ends, by a signal too: the end waits until this is closed, for some time
 * at most.
 */
public final class PutAway implements AutoCloseable {
    private final CountDownLatch away = new CountDownLatch(1);
    private final Thread hook;

    /**
     * From now on the end waits.
     *
     * @param seconds how long at most
     * @param left what is printed when that was too short
     */
    public PutAway(long seconds, String left) {
        hook = new Thread(() -> await(seconds, left), "put-away");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await(long seconds, String left) {
        try {
            if (!away.await(seconds, TimeUnit.SECONDS)) {
                System.err.println("gangway: " + left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It is put away. */
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
