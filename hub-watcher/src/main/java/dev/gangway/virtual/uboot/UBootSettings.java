package dev.gangway.virtual.uboot;

import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.GadgetFaults;
import java.time.Duration;

/**
 * How a virtual board's U-Boot behaves.
 *
 * @param dialect which U-Boot it is; NTC_2016 or UBOOT_2026
 * @param timeScale factor on the durations of a real board: 1 = real time, 0.001 = a thousand times faster
 * @param faults what its fastboot does wrong
 * @param withoutScript the command that it runs when it was started over FEL without a script; empty = its usual boot
 * @param serial which serial number its fastboot gadget shows
 */
public record UBootSettings(
        Dialect dialect, double timeScale, GadgetFaults faults, String withoutScript, GadgetSerial serial) {
    private static final double FAST = 0.001;

    /** Refuses a scale that is not positive, and AOSP, which is no U-Boot. */
    public UBootSettings {
        if (!(timeScale > 0)) {
            throw new IllegalArgumentException("the time scale must be greater than 0, not " + timeScale);
        }
        if (dialect == Dialect.AOSP) {
            throw new IllegalArgumentException("AOSP is no dialect of U-Boot");
        }
    }

    /** NTC's U-Boot, fast and without faults. */
    public static UBootSettings ntc() {
        return new UBootSettings(Dialect.NTC_2016, FAST, GadgetFaults.none(), "", GadgetSerial.DERIVED);
    }

    /** U-Boot of 2026, fast and without faults. */
    public static UBootSettings mainline() {
        return new UBootSettings(Dialect.UBOOT_2026, FAST, GadgetFaults.none(), "", GadgetSerial.DERIVED);
    }

    /** How long something takes here that takes so long on a real board. */
    Duration scaled(Duration real) {
        return Duration.ofNanos((long) (real.toNanos() * timeScale));
    }

    /** The same with other faults. */
    public UBootSettings with(GadgetFaults other) {
        return new UBootSettings(dialect, timeScale, other, withoutScript, serial);
    }

    /** The same at another speed. */
    public UBootSettings at(double scale) {
        return new UBootSettings(dialect, scale, faults, withoutScript, serial);
    }

    /** The same with this command where no script was loaded, for example {@code fastboot usb 0}. */
    public UBootSettings idling(String command) {
        return new UBootSettings(dialect, timeScale, faults, command, serial);
    }

    /** The same, but its fastboot gadget shows this serial number. */
    public UBootSettings showing(GadgetSerial other) {
        return new UBootSettings(dialect, timeScale, faults, withoutScript, other);
    }
}
