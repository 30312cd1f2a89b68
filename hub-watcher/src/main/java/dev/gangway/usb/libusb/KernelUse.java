package dev.gangway.usb.libusb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether this machine uses what a kernel driver has made of a device's interface, so that the driver must not be taken away.
 * It looks for disks: what is mounted, swapped to or part of another device is in use. Drivers of other kinds are let go without
 * a question. On other systems than Linux it knows nothing, and finds nothing in use. Any thread.
 */
final class KernelUse {
    /** Of an interface: host, target, SCSI address, {@code block}, the disk. */
    private static final int DEEPEST = 6;

    private static final int MOUNT_DEVICE = 2;
    private static final int MOUNT_POINT = 4;

    private final Path devices;
    private final Path mounts;
    private final Path swaps;

    KernelUse() {
        this(Path.of("/sys/bus/usb/devices"), Path.of("/proc/self/mountinfo"), Path.of("/proc/swaps"));
    }

    /**
     * Where to look.
     *
     * @param devices the kernel's folder of USB devices
     * @param mounts in the form of {@code mountinfo} (proc(5))
     * @param swaps in the form of {@code /proc/swaps}
     */
    KernelUse(Path devices, Path mounts, Path swaps) {
        this.devices = devices;
        this.mounts = mounts;
        this.swaps = swaps;
    }

    /** A disk or a partition: its name below /dev, its numbers as {@code 8:17}, its folder. */
    private record Block(String name, String numbers, Path folder) {}

    /** How the machine uses this interface of a device that the kernel calls so, and what to do about it; empty when it does not. */
    Optional<String> of(String device, int interfaceNumber) {
        try {
            List<Block> blocks = blocks(device, interfaceNumber);
            return blocks.isEmpty()
                    ? Optional.empty()
                    : use(blocks).map(how -> "this machine uses the board's disk: " + how);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // it is leaving, or this is no Linux
        }
    }

    private List<Block> blocks(String device, int interfaceNumber) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path each : interfaces(device, interfaceNumber)) {
            for (Path disk : disks(each.toRealPath())) {
                blocks.add(block(disk));
                for (Path part : list(disk)) {
                    if (Files.exists(part.resolve("partition"))) {
                        blocks.add(block(part));
                    }
                }
            }
        }
        return blocks;
    }

    /**
     * The interface's folder in the device's own, {@code 1-2.4:1.0}; which configuration holds, the kernel knows. One that no driver
     * has taken is left out: nothing was made of it.
     */
    private List<Path> interfaces(String device, int interfaceNumber) throws IOException {
        return list(devices.resolve(device)).stream()
                .filter(path -> isInterface(String.valueOf(path.getFileName()), device, interfaceNumber))
                .filter(path -> Files.exists(path.resolve("driver")))
                .toList();
    }

    private static boolean isInterface(String name, String device, int number) {
        return name.startsWith(device + ":") && name.endsWith("." + number);
    }

    private static List<Path> disks(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder, DEEPEST)) {
            return below.filter(Files::isDirectory)
                    .filter(path -> path.getParent() != null && path.getParent().endsWith("block"))
                    .toList();
        }
    }

    private static Block block(Path folder) throws IOException {
        return new Block(
                String.valueOf(folder.getFileName()),
                Files.readString(folder.resolve("dev")).strip(),
                folder);
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        }
        return entries;
    }

    private Optional<String> use(List<Block> blocks) throws IOException {
        List<String> mounted = Files.readAllLines(mounts);
        List<String> swapped = Files.exists(swaps) ? Files.readAllLines(swaps) : List.of();
        for (Block block : blocks) {
            String file = "/dev/" + block.name();
            Optional<String> where = mounted.stream()
                    .map(line -> line.split(" ", -1))
                    .filter(fields -> isOf(fields, block, file))
                    .map(fields -> fields[MOUNT_POINT].replace("\\040", " "))
                    .findFirst();
            if (where.isPresent()) {
                return Optional.of(
                        file + " is mounted at " + where.get() + ". When it is no disk of this machine's own: umount "
                                + file + ", and keep desktops from mounting boards (UDISKS_IGNORE in a udev rule)");
            }
            if (swapped.stream().anyMatch(line -> line.startsWith(file + " ") || line.startsWith(file + "\t"))) {
                return Optional.of(file + " is swap space. When it is no disk of this machine's own: swapoff " + file);
            }
            Path holders = block.folder().resolve("holders");
            List<Path> held = Files.isDirectory(holders) ? list(holders) : List.of();
            if (!held.isEmpty()) {
                return Optional.of(file + " is part of "
                        + held.get(0).getFileName()
                        + " (RAID, LVM or encryption). When it is no disk of this machine's own, stop that first");
            }
        }
        return Optional.empty();
    }

    /** By its numbers, or by its name where a file system has numbers of its own, as btrfs has. */
    private static boolean isOf(String[] fields, Block block, String file) {
        if (fields.length <= MOUNT_POINT) {
            return false;
        }
        int dash = List.of(fields).indexOf("-");
        boolean named = dash > 0 && dash + 2 < fields.length && fields[dash + 2].equals(file);
        return fields[MOUNT_DEVICE].equals(block.numbers()) || named;
    }
}
