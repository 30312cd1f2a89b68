package dev.gangway.station.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * The machine's file system, or a copy of parts of it.
 *
 * @param root where it begins, {@code /} for this machine
 * @param writable whether this user may write to a file; the superuser may always
 */
record Machine(Path root, Predicate<Path> writable) {
    static Machine ours() {
        return new Machine(Path.of("/"), Files::isWritable);
    }

    /** An absolute path of the machine. */
    Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    Path sysUsb() {
        return path("/sys/bus/usb/devices");
    }

    /** The node of a device, as usbfs names it. */
    Path node(int bus, int address) {
        return path(String.format("/dev/bus/usb/%03d/%03d", bus, address));
    }
}
