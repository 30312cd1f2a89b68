package dev.gangway.station.doctor;

import dev.gangway.usb.libusb.LibusbProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether this machine has USB, and libusb loads. */
final class UsbCheckup implements Checkup {
    private static final String CHECK = "usb";

    private final Machine machine;
    private final Supplier<List<LibusbProbe.Finding>> libusb;

    UsbCheckup(Machine machine, Path nativeFolder) {
        this(machine, () -> new LibusbProbe(nativeFolder).findings());
    }

    UsbCheckup(Machine machine, Supplier<List<LibusbProbe.Finding>> libusb) {
        this.machine = machine;
        this.libusb = libusb;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        if (!Files.isDirectory(machine.sysUsb())) {
            findings.add(Finding.problem(
                    CHECK,
                    "this machine has no USB: its kernel shows no " + machine.sysUsb(),
                    "use a machine with USB (in a container: -v /dev/bus/usb:/dev/bus/usb --privileged), or set bus:"
                            + " { type: virtual } for a try"));
        } else {
            findings.add(count());
        }
        for (LibusbProbe.Finding finding : libusb.get()) {
            if (finding.code().equals("no-natives")) {
                findings.add(Finding.problem(CHECK, finding.problem(), "give a writable folder with --data"));
            }
        }
        return findings;
    }

    private Finding count() {
        try {
            List<UsbDevice> devices = UsbDevice.all(machine.sysUsb());
            long hubs = devices.stream().filter(UsbDevice::isHub).count();
            if (hubs == 0) {
                return Finding.problem(
                        CHECK,
                        "the kernel knows USB, but there is no host controller",
                        "switch USB on in the firmware's settings, or load its driver: sudo modprobe xhci-pci");
            }
            return Finding.ok(CHECK, hubs + " hubs (root hubs included), " + (devices.size() - hubs) + " devices");
        } catch (IOException e) {
            return Finding.problem(CHECK, machine.sysUsb() + " cannot be read: " + e.getMessage(), "mount /sys");
        }
    }
}
