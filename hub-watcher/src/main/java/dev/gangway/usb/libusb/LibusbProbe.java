package dev.gangway.usb.libusb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says why this machine cannot reach USB devices. libusb itself reports a machine without USB as healthy and empty, so the
 * kernel's files are asked.
 */
public final class LibusbProbe {
    private final Path sys;
    private final Path dev;
    private final Path nativeDirectory;

    /** Looks at this machine; the natives are unpacked into the given directory. */
    public LibusbProbe(Path nativeDirectory) {
        this(Path.of("/sys/bus/usb"), Path.of("/dev/bus/usb"), nativeDirectory);
    }

    LibusbProbe(Path sys, Path dev, Path nativeDirectory) {
        this.sys = sys;
        this.dev = dev;
        this.nativeDirectory = nativeDirectory;
    }

    /**
     * A finding.
     *
     * @param code {@code no-usb}, {@code no-permission} or {@code no-natives}
     * @param problem one or two sentences with what to do
     */
    public record Finding(String code, String problem) {}

    /** All that stands in the way; empty when boards can be reached. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (isLinux() && !Files.isDirectory(sys)) {
            findings.add(new Finding(
                    "no-usb",
                    "this machine has no USB: its kernel shows no " + sys
                            + ". Use a machine with USB ports, or start with virtual boards."));
        } else if (isLinux()) {
            unwritable().ifPresent(findings::add);
        }
        try {
            LibusbNatives.load(nativeDirectory);
        } catch (IOException e) {
            findings.add(new Finding("no-natives", String.valueOf(e.getMessage())));
        }
        return findings;
    }

    private java.util.Optional<Finding> unwritable() {
        List<Path> closed;
        try (Stream<Path> nodes = Files.walk(dev, 2)) {
            closed = nodes.filter(node -> !Files.isDirectory(node))
                    .filter(node -> !Files.isWritable(node))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return java.util.Optional.of(new Finding(
                    "no-permission",
                    dev + " cannot be read: give this user access to it (udev rule of gangway doctor)"));
        }
        if (closed.isEmpty()) {
            return java.util.Optional.empty();
        }
        return java.util.Optional.of(new Finding(
                "no-permission",
                closed.size() + " USB devices may not be opened by this user, for example " + closed.get(0)
                        + ": install the udev rule of gangway doctor, then plug the boards in again."));
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").startsWith("Linux");
    }
}
