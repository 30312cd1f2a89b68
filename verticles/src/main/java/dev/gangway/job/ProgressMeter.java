package dev.gangway.job;

import dev.gangway.protocol.Meter;
import java.util.concurrent.TimeUnit;

/** Counts the bytes of one step and tells at most ten times a second. One thread. */
final class ProgressMeter implements Meter {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private final AttemptListener listener;
    private final String step;
    private final long begun = System.nanoTime();
    private long total;
    private long bytes;
    private long toldAt = begun - INTERVAL;
    private long windowAt = begun;
    private long windowBytes;
    private long rate;

    ProgressMeter(AttemptListener listener, String step) {
        this.listener = listener;
        this.step = step;
    }

    @Override
    public void expect(long more) {
        total += more;
    }

    @Override
    public void moved(long more) {
        bytes += more;
        long now = System.nanoTime();
        if (now - windowAt >= WINDOW || rate == 0) {
            long elapsed = Math.max(now - windowAt, 1);
            rate = (long) ((bytes - windowBytes) * (1e9 / elapsed));
            if (now - windowAt >= WINDOW) {
                windowAt = now;
                windowBytes = bytes;
            }
        }
        if (now - toldAt >= INTERVAL) {
            toldAt = now;
            listener.progress(step, bytes, total, rate);
        }
    }

    long bytes() {
        return bytes;
    }

    double seconds() {
        return Math.round((System.nanoTime() - begun) / 1e6) / 1000.0;
    }
}
