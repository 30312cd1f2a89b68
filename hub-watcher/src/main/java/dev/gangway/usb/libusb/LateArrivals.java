package dev.gangway.usb.libusb;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Devices that the kernel shows and libusb does not yet. Where udevd runs, libusb hears of a device only after udevd's rules
 * are done with it, seconds later when a hundred come at once, and that is no reason to read the whole bus again. Without
 * udevd it never hears. One thread at a time.
 */
final class LateArrivals {
    private final long graceNanos;
    private final Map<String, Long> since = new HashMap<>();

    /** How long libusb may be late; zero where it is never told. */
    LateArrivals(Duration grace) {
        graceNanos = grace.toNanos();
    }

    /**
     * Takes note of what is missing at this survey.
     *
     * @param missing the kernel's names of the devices that libusb did not list
     * @param now in nanoseconds, as {@link System#nanoTime}
     * @return whether one of them has been missing for longer than libusb may be late; then its time begins again
     */
    boolean areOverdue(Collection<String> missing, long now) {
        since.keySet().retainAll(missing);
        missing.forEach(name -> since.putIfAbsent(name, now));
        boolean overdue = since.values().stream().anyMatch(first -> now - first >= graceNanos);
        if (overdue) {
            since.clear();
        }
        return overdue;
    }
}
