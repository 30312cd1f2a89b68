package dev.gangway.virtual.busybox;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of a small Linux: those that are written, in memory, and those in which the kernel tells of itself. Any thread. */
final class LinuxFiles {
    private static final String BLOCKS = "/sys/class/block/";

    private final Map<String, byte[]> written = new ConcurrentHashMap<>();
    private final List<LinuxDisk> disks;

    LinuxFiles(List<LinuxDisk> disks) {
        this.disks = List.copyOf(disks);
    }

    /** The disk with this node. */
    Optional<LinuxDisk> disk(String node) {
        return disks.stream()
                .filter(disk -> ("/dev/" + disk.name()).equals(node))
                .findFirst();
    }

    List<LinuxDisk> disks() {
        return disks;
    }

    /** What a file holds; empty when there is none. */
    Optional<byte[]> read(String file) {
        byte[] own = written.get(file);
        if (own != null) {
            return Optional.of(own);
        }
        String told = kernel().get(file);
        return told == null ? Optional.empty() : Optional.of(told.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Map<String, String> kernel() {
        Map<String, String> files = new TreeMap<>();
        files.put(
                "/proc/mounts",
                "rootfs / rootfs rw 0 0\nproc /proc proc rw,relatime 0 0\ndevtmpfs /dev devtmpfs rw 0 0\n");
        files.put("/proc/cmdline", "console=ttyAMA0\n");
        for (LinuxDisk disk : disks) {
            String folder = BLOCKS + disk.name() + "/";
            files.put(folder + "size", disk.length() / LinuxDisk.SECTOR + "\n");
            files.put(folder + "ro", "0\n");
            if (disk.label().isPresent()) {
                files.put(folder + "start", disk.from() / LinuxDisk.SECTOR + "\n");
            }
            files.put(folder + "stat", disk.stat() + "\n");
            files.put(
                    folder + "uevent",
                    "DEVNAME=" + disk.name() + "\nDEVTYPE=" + (disk.label().isPresent() ? "partition" : "disk") + "\n"
                            + disk.label()
                                    .map(label -> "PARTNAME=" + label + "\n")
                                    .orElse(""));
        }
        return files;
    }

    /** The names in a folder. */
    List<String> list(String folder) {
        String below = folder.endsWith("/") ? folder : folder + "/";
        List<String> names = new ArrayList<>();
        if (below.equals(BLOCKS)) {
            disks.forEach(disk -> names.add(disk.name()));
        } else if (below.equals("/sys/class/net/")) {
            names.addAll(List.of("eth0", "lo"));
        } else {
            kernel().keySet().stream().filter(name -> name.startsWith(below)).forEach(names::add);
            written.keySet().stream().filter(name -> name.startsWith(below)).forEach(names::add);
            names.replaceAll(name -> name.substring(below.length()).replaceFirst("/.*", ""));
        }
        return names.stream().distinct().sorted().toList();
    }

    /** The files that a pattern with stars means. */
    List<String> glob(String pattern) {
        Pattern form = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E[^/]*\\Q"));
        List<String> found = new ArrayList<>(kernel().keySet());
        found.addAll(written.keySet());
        return found.stream()
                .filter(name -> form.matcher(name).matches())
                .sorted()
                .toList();
    }

    void remove(String file) {
        written.remove(file);
    }

    /** Somebody writes a file; what he has written is there at once. */
    OutputStream write(String file, boolean appends) {
        byte[] before = appends ? written.getOrDefault(file, new byte[0]) : new byte[0];
        written.put(file, before);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before);
        return new OutputStream() {
            @Override
            public void write(int one) {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                all.write(bytes, from, length);
                written.put(file, all.toByteArray());
            }
        };
    }

    /** Drops what the kernel caches. */
    void dropCaches() {
        disks.forEach(LinuxDisk::drop);
    }
}
