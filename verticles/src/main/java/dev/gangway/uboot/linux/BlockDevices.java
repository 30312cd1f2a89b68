package dev.gangway.uboot.linux;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The block devices that a Linux shows in {@code /sys/class/block}, and which of them a recipe means. Pure; it needs no udev.
 *
 * @param all in the order of their names
 */
record BlockDevices(List<Device> all) {
    private static final Pattern LINK = Pattern.compile("(\\S+) -> (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("^/sys/class/block/([^/]+)/uevent:PARTNAME=(.*)$");
    private static final String BY_ADDRESS = "/sys/class/block#";
    private static final String BY_LABEL = "/dev/disk/by-partlabel/";

    BlockDevices {
        all = List.copyOf(all);
    }

    /**
     * A block device.
     *
     * @param name {@code mmcblk0p2}
     * @param path in sysfs, from its root: the controllers that it hangs on
     * @param disk the disk that it is a part of; its own name when it is one
     * @param isPartition whether it is a partition: an eMMC's boot areas are disks of their own beside it
     * @param label the partition's name in a GPT; empty = none
     */
    record Device(String name, String path, String disk, boolean isPartition, Optional<String> label) {
        /** Its node. */
        String node() {
            return "/dev/" + name;
        }

        private boolean isArea() {
            return !isPartition && !disk.equals(name);
        }
    }

    /**
     * Reads what the board says.
     *
     * @param links of {@code ls -l /sys/class/block}
     * @param labels of {@code grep -H PARTNAME= /sys/class/block/*}{@code /uevent}
     */
    static BlockDevices parse(List<String> links, List<String> labels) {
        Map<String, String> named = new TreeMap<>();
        for (String line : labels) {
            Matcher label = LABEL.matcher(line.strip());
            if (label.find()) {
                named.put(label.group(1), label.group(2));
            }
        }
        Map<String, Device> devices = new TreeMap<>();
        for (String line : links) {
            Matcher link = LINK.matcher(line.strip());
            if (link.find()) {
                Device device = device(link.group(1), link.group(2), Optional.ofNullable(named.get(link.group(1))));
                devices.put(device.name(), device);
            }
        }
        return new BlockDevices(List.copyOf(devices.values()));
    }

    private static Device device(String name, String target, Optional<String> label) {
        String path = target.replaceFirst("^(\\.\\./)*", "/").replaceFirst("^/sys/", "/");
        String[] parts = path.split("/");
        String above = parts.length > 1 ? parts[parts.length - 2] : "";
        boolean nested = parts.length > 2 && name.startsWith(above) && !above.equals("block") && !above.isEmpty();
        boolean partition = nested && name.substring(above.length()).matches("p?[0-9]+");
        return new Device(name, path, nested ? above : name, partition, label);
    }

    /**
     * What a recipe means.
     *
     * @param to {@code /dev/…}, {@code /sys/class/block#PART-OF-ITS-PATH}, or {@code /dev/disk/by-partlabel/LABEL}
     * @param partition the label of a partition of it; empty = all of it
     * @throws FailureException RECIPE_INVALID when that is none or several, with those that there are
     */
    Device find(String to, Optional<String> partition) throws FailureException {
        if (to.startsWith(BY_LABEL)) {
            return only(
                    to, all.stream().filter(is(to.substring(BY_LABEL.length()))).toList());
        }
        Device device = to.startsWith(BY_ADDRESS) ? byAddress(to) : byNode(to);
        if (partition.isEmpty()) {
            return device;
        }
        List<Device> labelled = all.stream().filter(is(partition.get())).toList();
        List<Device> here = labelled.stream()
                .filter(one -> one.disk().equals(device.name()))
                .toList();
        if (here.isEmpty() && !labelled.isEmpty()) {
            throw no("the partition \"" + partition.get() + "\" is not on " + device.node() + ", but on another disk: "
                    + names(labelled));
        }
        return only("partition \"" + partition.get() + "\" of " + device.node(), here);
    }

    private static Predicate<Device> is(String label) {
        return device -> device.label().filter(label::equals).isPresent();
    }

    private Device byNode(String to) throws FailureException {
        return only(to, all.stream().filter(one -> one.node().equals(to)).toList());
    }

    private Device byAddress(String to) throws FailureException {
        String address = to.substring(BY_ADDRESS.length());
        List<Device> disks = all.stream()
                .filter(one -> !one.isPartition() && !one.isArea())
                .filter(one -> one.path().contains(address))
                .toList();
        return only(to, address.isEmpty() ? List.of() : disks);
    }

    private Device only(String what, List<Device> found) throws FailureException {
        if (found.size() == 1) {
            return found.get(0);
        }
        throw no(
                found.isEmpty()
                        ? "the board has no " + what + "; it has " + names(all)
                        : what + " are several on this board: " + names(found) + "; say which one");
    }

    private static String names(List<Device> devices) {
        return devices.isEmpty()
                ? "no block device at all"
                : devices.stream()
                        .map(one -> one.node()
                                + one.label().map(label -> " \"" + label + "\"").orElse(""))
                        .collect(Collectors.joining(", "));
    }

    private static FailureException no(String why) {
        return new FailureException(FailureKind.RECIPE_INVALID, why);
    }

    /** It, and all that lies on it: what must not be in use while it is written. */
    List<Device> with(Device device) {
        List<Device> all = new ArrayList<>(List.of(device));
        this.all.stream()
                .filter(one -> one.disk().equals(device.name()) && !one.name().equals(device.name()))
                .forEach(all::add);
        return all;
    }
}
