package dev.gangway.job;

import dev.gangway.protocol.Meter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts the bytes of one step and tells at most ten times a second. One thread. */
final class ProgressMeter implements Meter {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    /** What the rate is taken over, at most and at least: in less, a single block that was only buffered counts for too much. */
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(300);

    /** So many lines of the board are told without a pause; a new one may be every {@link #INTERVAL}. */
    private static final int LINES = 10;

    private final AttemptListener listener;
    private final String step;
    private final LongSupplier nanos;
    private final long begun;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long total;
    private long bytes;
    private long toldAt;
    private String said = "";
    private int lines = LINES;
    private long linesAt;

    private record Sample(long at, long bytes) {}

    ProgressMeter(AttemptListener listener, String step) {
        this(listener, step, System::nanoTime);
    }

    /** One that reads the time here; in nanoseconds, from any origin. */
    ProgressMeter(AttemptListener listener, String step, LongSupplier nanos) {
        this.listener = listener;
        this.step = step;
        this.nanos = nanos;
        begun = nanos.getAsLong();
        toldAt = begun - INTERVAL;
        linesAt = begun;
    }

    @Override
    public void expect(long more) {
        total += more;
    }

    @Override
    public void moved(long more) {
        bytes += more;
        long now = nanos.getAsLong();
        if (now - toldAt >= INTERVAL) {
            toldAt = now;
            listener.progress(step, bytes, total, rate(now), said);
        }
    }

    /**
     * The board said this while it works; it is told at once, since the next line may be long in coming. Of a board that never
     * stops talking ten lines a second are told: each goes to every page.
     */
    void said(String line) {
        said = line;
        long gained = (nanos.getAsLong() - linesAt) / INTERVAL;
        linesAt += gained * INTERVAL;
        lines = (int) Math.min(LINES, lines + gained);
        if (lines > 0) {
            lines--;
            listener.progress(step, bytes, total, 0, said);
        }
    }

    /** Bytes per second over the last second, or since the first block came; 0 while that is too short to know. */
    private long rate(long now) {
        samples.addLast(new Sample(now, bytes));
        Sample oldest = samples.getFirst();
        for (Sample next : samples) {
            if (now - next.at() < WINDOW) {
                break;
            }
            oldest = next;
        }
        while (samples.getFirst().at() - oldest.at() < 0) {
            samples.removeFirst();
        }
        long time = now - oldest.at();
        return time < LEAST ? 0 : (long) ((bytes - oldest.bytes()) * (1e9 / time));
    }

    long bytes() {
        return bytes;
    }

    double seconds() {
        return Math.round((nanos.getAsLong() - begun) / 1e6) / 1000.0;
    }
}
