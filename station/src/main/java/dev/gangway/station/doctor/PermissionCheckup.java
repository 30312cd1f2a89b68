package dev.gangway.station.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether this user may open boards and hubs. */
final class PermissionCheckup implements Checkup {
    private static final String CHECK = "permission";
    private static final String RULE = "70-gangway.rules";
    private static final List<String> FOLDERS =
            List.of("/etc/udev/rules.d", "/run/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d");

    private final Machine machine;
    private final Path rule;
    private final boolean superuser;

    /** Takes the folder where this program is installed. */
    PermissionCheckup(Machine machine, Path home, boolean superuser) {
        this.machine = machine;
        this.rule = home.resolve("config/udev").resolve(RULE);
        this.superuser = superuser;
    }

    @Override
    public List<Finding> examine() {
        List<UsbDevice> devices;
        try {
            devices = UsbDevice.all(machine.sysUsb());
        } catch (IOException noUsb) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        devices.stream().filter(UsbDevice::isServed).flatMap(this::board).forEach(findings::add);
        List<UsbDevice> closedHubs = devices.stream()
                .filter(device -> device.isHub() && !mayWrite(device))
                .toList();
        if (!closedHubs.isEmpty() && !superuser) {
            findings.add(Finding.warn(
                    CHECK,
                    "this user may not switch the power of " + closedHubs.size() + " hubs, for example "
                            + closedHubs.get(0).name(),
                    install()));
        }
        if (findings.isEmpty()) {
            findings.add(
                    superuser || ruleIsInstalled()
                            ? Finding.ok(CHECK, "this user may open boards")
                            : Finding.warn(CHECK, "the udev rule is not installed; boards may be refused", install()));
        }
        return findings;
    }

    private Stream<Finding> board(UsbDevice device) {
        Path node = machine.node(device.bus(), device.address());
        if (!Files.exists(node)) {
            return Stream.of(Finding.problem(
                    CHECK,
                    "the board " + device.title() + " has no node " + node,
                    "in a container: -v /dev/bus/usb:/dev/bus/usb; else start udev"));
        }
        if (!machine.writable().test(node)) {
            return Stream.of(Finding.problem(
                    CHECK, "this user may not open the board " + device.title() + " (" + node + ")", install()));
        }
        return Stream.of();
    }

    private boolean mayWrite(UsbDevice device) {
        return machine.writable().test(machine.node(device.bus(), device.address()));
    }

    private boolean ruleIsInstalled() {
        return FOLDERS.stream()
                .anyMatch(folder -> Files.exists(machine.path(folder).resolve(RULE)));
    }

    private String install() {
        return "sudo install -m 644 " + rule + " /etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm"
                + " trigger; and for who is not at the machine: sudo usermod -aG plugdev $USER";
    }
}
