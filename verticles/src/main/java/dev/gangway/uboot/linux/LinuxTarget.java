package dev.gangway.uboot.linux;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.uboot.UbootAnswer;
import java.util.List;
import java.util.Optional;

/**
 * What of a board is written.
 *
 * @param name as the recipe says it
 * @param node its device node now; it may have another after the next start
 * @param bytes how large it is
 * @param disk the node of the disk that it is a part of; its own when it is one
 * @param start where on that it begins, bytes; -1 where the board does not tell
 */
public record LinuxTarget(String name, String node, long bytes, String disk, long start) {
    /** How a target is written. */
    public static final String FORM = "/dev/[A-Za-z0-9_./:+-]{1,80}|/sys/class/block#[A-Za-z0-9_./:,@+-]{1,80}";

    private static final int SECTOR = 512; // sysfs counts in these whatever the device has

    /**
     * Finds it, and holds that it can be written.
     *
     * @param to {@code /dev/mmcblk0}; {@code /sys/class/block#4fb0000}, the disk on that controller;
     *     {@code /dev/disk/by-partlabel/rootfs}
     * @param partition the label of a partition that is on that very disk
     * @throws FailureException RECIPE_INVALID when it is none or several, or in use; MEDIUM_FAILED when it can't be written
     */
    public static LinuxTarget find(LinuxShell shell, String to, Optional<String> partition) throws FailureException {
        if (!to.matches(FORM)) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "\"" + to + "\" is no target");
        }
        BlockDevices devices = BlockDevices.parse(
                shell.need("ls -l /sys/class/block", FailureKind.BOARD_REFUSED, LinuxShell.QUICK)
                        .lines(),
                shell.run("grep -H PARTNAME= /sys/class/block/*/uevent", LinuxShell.QUICK)
                        .lines());
        boolean linked = to.startsWith("/dev/disk/") && !to.startsWith("/dev/disk/by-partlabel/");
        BlockDevices.Device device = devices.find(linked ? target(shell, to) : to, partition);
        requireFree(shell, devices.with(device));
        String node = device.node();
        shell.need("test -b " + LinuxShell.quoted(node), FailureKind.MEDIUM_FAILED, LinuxShell.QUICK);
        if (number(shell, device, "ro") != 0) {
            throw new FailureException(
                    FailureKind.MEDIUM_FAILED, node + " is read-only: is the board's write protection on?");
        }
        String name = to + partition.map(label -> " partition " + label).orElse("");
        boolean part = device.isPartition();
        return new LinuxTarget(
                name,
                node,
                number(shell, device, "size") * SECTOR,
                part ? "/dev/" + device.disk() : node,
                part ? start(shell, device) : 0);
    }

    private static String target(LinuxShell shell, String link) throws FailureException {
        UbootAnswer answer = shell.run("readlink -f " + LinuxShell.quoted(link), LinuxShell.QUICK);
        return answer.status() == 0 && !answer.lines().isEmpty()
                ? answer.lines().get(0).strip()
                : link;
    }

    private static void requireFree(LinuxShell shell, List<BlockDevices.Device> devices) throws FailureException {
        for (String line : shell.lines("/proc/mounts")) {
            String[] words = line.split(" ");
            if (words.length > 1 && devices.stream().anyMatch(one -> one.node().equals(words[0]))) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID,
                        words[0] + " is mounted at " + words[1] + ": a step linux.run has to unmount it first");
            }
        }
    }

    private static long start(LinuxShell shell, BlockDevices.Device device) throws FailureException {
        List<String> lines = shell.run(
                        "cat " + LinuxShell.quoted("/sys/class/block/" + device.name() + "/start"), LinuxShell.QUICK)
                .lines();
        String told = lines.isEmpty() ? "" : lines.get(0).strip();
        return told.matches("[0-9]{1,15}") ? Long.parseLong(told) * SECTOR : -1;
    }

    private static long number(LinuxShell shell, BlockDevices.Device device, String what) throws FailureException {
        List<String> lines = shell.lines("/sys/class/block/" + device.name() + "/" + what);
        String told = lines.isEmpty() ? "" : lines.get(0).strip();
        if (!told.matches("[0-9]{1,15}")) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the board tells \"" + told + "\" as the " + what + " of " + device.node());
        }
        return Long.parseLong(told);
    }

    /** Its name in sysfs. */
    String device() {
        return node.substring(node.lastIndexOf('/') + 1);
    }
}
