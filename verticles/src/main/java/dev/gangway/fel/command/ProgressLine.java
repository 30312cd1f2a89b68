package dev.gangway.fel.command;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** How a transfer's progress is shown, in sunxi-fel's three ways. Counts newly moved bytes against a total. */
final class ProgressLine implements LongConsumer {
    private static final int WIDTH = 48;
    private static final int LONGEST_ETA = 6_000;
    private static final double NANOS = 1e9;
    private static final double KILO = 1e3;

    private final Style style;
    private final long total;
    private final PrintStream out;
    private final LongSupplier nanos;
    private final long start;
    private long done;

    ProgressLine(Style style, long total, PrintStream out, LongSupplier nanos) {
        this.style = style;
        this.total = total;
        this.out = out;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    /** Ways to show progress. */
    enum Style {
        /** Not at all. */
        NONE,
        /** A bar for a terminal. */
        BAR,
        /** Percent lines, for {@code dialog --gauge}. */
        GAUGE,
        /** Blocks with a text, for {@code dialog --gauge}. */
        XGAUGE
    }

    @Override
    public void accept(long moved) {
        done += moved;
        double ratio = total > 0 ? (double) done / total : 0;
        double seconds = (nanos.getAsLong() - start) / NANOS;
        double speed = seconds > 0 ? done / seconds / KILO : 0;
        switch (style) {
            case NONE -> {}
            case BAR -> bar(ratio, speed);
            case GAUGE -> print(String.format(Locale.ROOT, "%d\n", (long) (ratio * 100)));
            case XGAUGE -> print(String.format(Locale.ROOT, "XXX\n%d\n%s\nXXX\n", (long) (ratio * 100), text(speed)));
        }
        out.flush();
    }

    private void bar(double ratio, double speed) {
        int filled = (int) (WIDTH * ratio);
        print(String.format(
                Locale.ROOT, "\r%3.0f%% [%s%s", ratio * 100, "=".repeat(filled), " ".repeat(WIDTH - filled)));
        if (done < total) {
            print(String.format(Locale.ROOT, "]%6.1f kB/s, ETA %s ", speed, eta(speed)));
        } else {
            print(String.format(Locale.ROOT, "] %5.0f kB, %6.1f kB/s\n", done / KILO, speed));
        }
    }

    private String text(double speed) {
        return done < total
                ? String.format(Locale.ROOT, "%d of %d, %.1f kB/s, ETA %s", done, total, speed, eta(speed))
                : String.format(Locale.ROOT, "Done: %.1f kB, at %.1f kB/s", done / KILO, speed);
    }

    private String eta(double speed) {
        long left = speed > 0 ? Math.round((total - done) / KILO / speed) : LONGEST_ETA;
        return left < LONGEST_ETA ? String.format("%02d:%02d", left / 60, left % 60) : "--:--";
    }

    private void print(String text) {
        out.print(text);
    }
}
