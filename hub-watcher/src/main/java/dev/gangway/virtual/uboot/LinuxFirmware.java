package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import java.time.Duration;

/** A medium that boots: SPL, U-Boot and kernel take their time, then Linux appears with its serial gadget. */
final class LinuxFirmware implements Firmware {
    private static final Duration BOOT = Duration.ofSeconds(20); // a C.H.I.P. from power-up to its gadget, about

    private final UBootSettings settings;

    LinuxFirmware(UBootSettings settings) {
        this.settings = settings;
    }

    @Override
    public void start(BoardHardware hardware, Start how) {
        boot(hardware, settings);
    }

    @Override
    public void stop() {}

    static void boot(BoardHardware hardware, UBootSettings settings) {
        hardware.console("Booting Linux on physical CPU 0x0");
        hardware.after(settings.scaled(BOOT), () -> hardware.enumerate(new LinuxGadget(hardware.serialNumber())));
    }
}
