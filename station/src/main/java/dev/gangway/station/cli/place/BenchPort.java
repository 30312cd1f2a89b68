package dev.gangway.station.cli.place;

import dev.gangway.model.PortPath;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports as bench commands name them. */
public final class BenchPort {
    private static final Path SYSFS = Path.of("/sys/bus/usb/devices");

    private BenchPort() {}

    /** The port or slot that a person named; ends the command when there is none of that name. */
    public static PortPath named(Workplace place, String text) {
        try {
            return place.portNames().named(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }

    /** The number of the USB bus, as lsusb counts; 1 for other ports. */
    public static int bus(PortPath port) {
        return port.isUsb()
                ? Integer.parseInt(port.text().substring(0, port.text().indexOf('-')))
                : 1;
    }

    /** The address that the kernel gave the device there; the port's number where it gives none, 0 when unknown. */
    public static int device(PortPath port) {
        if (!port.isUsb()) {
            String number = port.text().replaceAll("^virtual:", "");
            return number.matches("[0-9]{1,3}") ? Integer.parseInt(number) : 0;
        }
        try {
            return Integer.parseInt(Files.readString(SYSFS.resolve(port.text()).resolve("devnum"))
                    .strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
