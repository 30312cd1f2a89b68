package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import java.time.Duration;

/** A medium that boots: SPL, U-Boot and kernel take their time, then Linux appears with its serial gadget. */
final class LinuxFirmware implements Firmware {
    private static final Duration BOOT = Duration.ofSeconds(20); // a C.H.I.P. from power-up to its gadget, about

    private final double timeScale;

    LinuxFirmware(double timeScale) {
        this.timeScale = timeScale;
    }

    @Override
    public void start(BoardHardware hardware, Start how) {
        boot(hardware, timeScale);
    }

    @Override
    public void stop() {}

    static void boot(BoardHardware hardware, double timeScale) {
        hardware.console("Booting Linux on physical CPU 0x0");
        hardware.after(
                Duration.ofNanos((long) (BOOT.toNanos() * timeScale)),
                () -> hardware.enumerate(new LinuxGadget(hardware.serialNumber())));
    }
}
