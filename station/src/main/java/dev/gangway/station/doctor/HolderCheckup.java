package dev.gangway.station.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether another program holds a board. Programs of other users only show to the superuser. */
final class HolderCheckup implements Checkup {
    private static final String CHECK = "other programs";
    private static final String CLAIMED_BY_PROGRAM = "usbfs";

    private final Machine machine;
    private final Set<Long> ours;

    /** Takes the processes that may hold boards: this one, and the running station's. */
    HolderCheckup(Machine machine, Set<Long> ours) {
        this.machine = machine;
        this.ours = Set.copyOf(ours);
    }

    @Override
    public List<Finding> examine() {
        List<UsbDevice> boards;
        try {
            boards = UsbDevice.all(machine.sysUsb()).stream()
                    .filter(UsbDevice::isServed)
                    .toList();
        } catch (IOException noUsb) {
            return List.of();
        }
        Map<String, String> holders = boards.isEmpty() ? Map.of() : holders();
        List<Finding> findings = new ArrayList<>();
        for (UsbDevice board : boards) {
            String node = String.format("/dev/bus/usb/%03d/%03d", board.bus(), board.address());
            String holder = holders.get(node);
            if (holder != null) {
                String process = holder.substring(0, holder.indexOf(' '));
                if (ours.contains(Long.parseLong(process))) {
                    continue;
                }
                findings.add(Finding.problem(
                        CHECK,
                        "the board " + board.title() + " is open in process " + holder,
                        "end that program: kill " + process));
            } else if (board.drivers().contains(CLAIMED_BY_PROGRAM)) {
                findings.add(Finding.problem(
                        CHECK,
                        "the board " + board.title() + " is claimed by another user's program",
                        "find it: sudo fuser -v " + node));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(CHECK, "no other holds a board (" + boards.size() + " in FEL or fastboot mode)"));
        }
        return findings;
    }

    /** Who has which node open: process and name by node. */
    private Map<String, String> holders() {
        Map<String, String> holders = new TreeMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(machine.path("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                open(process, holders);
            }
        } catch (IOException e) {
            return holders;
        }
        return holders;
    }

    private static void open(Path process, Map<String, String> holders) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                String target = Files.readSymbolicLink(file).toString();
                if (target.startsWith("/dev/bus/usb/")) {
                    holders.put(target, process.getFileName() + " (" + name(process) + ")");
                }
            }
        } catch (IOException anotherUsersOrGone) {
            return;
        }
    }

    private static String name(Path process) throws IOException {
        return Files.readString(process.resolve("comm")).strip();
    }
}
