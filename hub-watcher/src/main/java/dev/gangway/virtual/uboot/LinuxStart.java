package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import java.time.Duration;

/** A kernel that was started: it takes its time, then Linux appears with its serial gadget. */
final class LinuxStart {
    private static final Duration BOOT = Duration.ofSeconds(20); // a C.H.I.P. from power-up to its gadget, about

    private LinuxStart() {}

    static void boot(BoardHardware hardware, UBootSettings settings) {
        hardware.console("Booting Linux on physical CPU 0x0");
        hardware.after(settings.scaled(BOOT), () -> hardware.enumerate(new LinuxGadget(hardware.serialNumber())));
    }
}
