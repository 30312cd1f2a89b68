package dev.gangway.uboot.command;

import dev.gangway.shell.BenchSecrets;
import dev.gangway.shell.Caller;
import dev.gangway.uboot.bundle.flash.BundleJob;
import dev.gangway.uboot.linux.LinuxTarget;
import java.time.Duration;
import java.util.Locale;

/** Tells a person at the bench how far a bundle's job is. One thread. */
final class BenchProgress implements BundleJob.Told {
    private static final long EVERY = Duration.ofSeconds(5).toNanos();

    private final Caller caller;
    private final BenchSecrets secrets;
    private long moved;
    private long toldMoved;
    private long toldAt = System.nanoTime();

    BenchProgress(Caller caller, BenchSecrets secrets) {
        this.caller = caller;
        this.secrets = secrets;
    }

    @Override
    public void note(String name, String value) {
        caller.out().println(String.format(Locale.ROOT, "%-9s %s", name, secrets.text(value)));
    }

    @Override
    public void expect(long more) {
        // A person sees how fast it goes; how much there is, they know.
    }

    @Override
    public void moved(long more) {
        moved += more;
        long now = System.nanoTime();
        if (now - toldAt >= EVERY) {
            double seconds = (now - toldAt) / 1e9;
            note(
                    "moved",
                    String.format(Locale.ROOT, "%.1f MB, %.1f MB/s", moved / 1e6, (moved - toldMoved) / 1e6 / seconds));
            toldAt = now;
            toldMoved = moved;
        }
    }

    @Override
    public void writing(LinuxTarget target) {
        // What went before, a boot among it, says nothing of how fast it is written.
        toldAt = System.nanoTime();
        toldMoved = moved;
        note("writing", target.node() + " (" + target.name() + ")");
    }
}
