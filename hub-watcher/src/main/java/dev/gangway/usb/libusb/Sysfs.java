package dev.gangway.usb.libusb;

import dev.gangway.channel.UsbHub;
import dev.gangway.model.HubPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the Linux kernel tells of USB devices without opening them (Documentation/ABI/stable/sysfs-bus-usb). On other
 * systems it knows nothing, and says so by empty answers.
 */
final class Sysfs {
    private static final Pattern DEVICE = Pattern.compile("([0-9]+)-[0-9]+(\\.[0-9]+)*");
    private static final Pattern ROOT_HUB = Pattern.compile("usb([0-9]+)");
    private static final Pattern TTY = Pattern.compile("tty[A-Za-z]+[0-9]+");
    private static final Pattern PORT = Pattern.compile("(.+)-port([0-9]+)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final int LONGEST_ATTRIBUTE = 4096;

    private final Path devices;

    Sysfs() {
        this(Path.of("/sys/bus/usb/devices"));
    }

    Sysfs(Path devices) {
        this.devices = devices;
    }

    boolean exists() {
        return Files.isDirectory(devices);
    }

    /** The names of all devices and root hubs, for example {@code 1-1.4} and {@code usb1}. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (DEVICE.matcher(name).matches() || ROOT_HUB.matcher(name).matches()) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        names.sort(null);
        return names;
    }

    /** A number that changes with the names; cheap, for it is asked ten times a second. */
    int fingerprint() {
        String[] names = devices.toFile().list();
        int sum = 0;
        for (String name : names == null ? new String[0] : names) {
            sum += name.hashCode();
        }
        return sum;
    }

    /** An attribute's text; null where the kernel has none. */
    @Nullable
    String text(String device, String attribute) {
        try {
            byte[] bytes = Files.readAllBytes(devices.resolve(device).resolve(attribute));
            String text = new String(bytes, 0, Math.min(bytes.length, LONGEST_ATTRIBUTE), StandardCharsets.UTF_8);
            return text.strip();
        } catch (IOException e) {
            return null;
        }
    }

    OptionalInt number(String device, String attribute) {
        String text = text(device, attribute);
        return text != null && NUMBER.matcher(text).matches()
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /** The device address that is there now; empty when nothing is. */
    OptionalInt address(String device) {
        return number(device, "devnum");
    }

    /**
     * The tty that the kernel made of a device, for example {@code ttyUSB0}; of several, as adapters with more than one line
     * have, that of the first interface. Drivers put it below the interface itself, or below a port of theirs.
     */
    Optional<String> tty(String device) {
        Pattern itsInterface = Pattern.compile(Pattern.quote(device) + ":[0-9]+[.][0-9]+");
        List<Path> interfaces = new ArrayList<>(below(devices, itsInterface));
        interfaces.sort(Comparator.comparingInt(Sysfs::interfaceNumber));
        for (Path each : interfaces) {
            List<Path> ttys = new ArrayList<>(below(each.resolve("tty"), TTY));
            below(each, TTY).forEach(port -> ttys.addAll(below(port.resolve("tty"), TTY)));
            if (!ttys.isEmpty()) {
                return Optional.of(String.valueOf(ttys.get(0).getFileName()));
            }
        }
        return Optional.empty();
    }

    private static int interfaceNumber(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
    }

    /** What is in a folder under such a name; nothing where there is no such folder. */
    private static List<Path> below(Path folder, Pattern name) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (name.matcher(String.valueOf(entry.getFileName())).matches()) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        found.sort(null);
        return found;
    }

    boolean isHub(String device) {
        return "09".equals(text(device, "bDeviceClass"));
    }

    /** All hubs, root hubs too, as far as the kernel tells. */
    List<UsbHub> hubs() {
        return names().stream().filter(this::isHub).map(this::hub).toList();
    }

    private UsbHub hub(String name) {
        String ids = text(name, "idVendor") + ":" + text(name, "idProduct");
        String serial = text(name, "serial");
        return new UsbHub(
                new HubPath(name),
                new UsbHub.Shape(
                        ids,
                        number(name, "maxchild").orElse(0),
                        serial == null || serial.isEmpty() ? null : serial.replaceAll("[^!-~]", "_")),
                isSuperSpeed(name));
    }

    private boolean isSuperSpeed(String device) {
        String speed = text(device, "speed");
        return speed != null && speed.matches("[0-9]{4,}");
    }

    /**
     * The socket that a device is plugged into. A socket of a USB 3 hub is a port of two hubs, and a board is on the half whose
     * speed it has in its present boot mode: the socket is called as the half for high speed is, where the kernel knows both.
     */
    String socket(String device) {
        HubPosition position = position(device);
        return isSuperSpeed(position.hub())
                ? peer(position)
                        .filter(other -> !isSuperSpeed(other.hub()))
                        .map(other -> child(other.hub(), other.port()))
                        .orElse(device)
                : device;
    }

    /** The names of a hub's ports, for example {@code 1-1.1} to {@code 1-1.4}. */
    List<String> portsOf(String hub) {
        int count = number(hub, "maxchild").orElse(0);
        List<String> ports = new ArrayList<>();
        for (int port = 1; port <= count; port++) {
            ports.add(child(hub, port));
        }
        return ports;
    }

    /** The device name of what is plugged into this port of a hub. */
    static String child(String hub, int port) {
        Matcher root = ROOT_HUB.matcher(hub);
        return root.matches() ? root.group(1) + "-" + port : hub + "." + port;
    }

    /** The hub and the port number of a position, for example {@code 1-1} and 4 of {@code 1-1.4}. */
    static HubPosition position(String device) {
        int dot = device.lastIndexOf('.');
        if (dot >= 0) {
            return new HubPosition(device.substring(0, dot), Integer.parseInt(device.substring(dot + 1)));
        }
        int dash = device.indexOf('-');
        return new HubPosition("usb" + device.substring(0, dash), Integer.parseInt(device.substring(dash + 1)));
    }

    /** The same socket on the other half of a USB 3 hub, where the kernel knows it. */
    Optional<HubPosition> peer(HubPosition position) {
        String hub = position.hub();
        Matcher root = ROOT_HUB.matcher(hub);
        String hubInterface = root.matches() ? root.group(1) + "-0:1.0" : hub + ":1.0";
        Path link = devices.resolve(hubInterface)
                .resolve(hub + "-port" + position.port())
                .resolve("peer");
        try {
            Matcher peer = PORT.matcher(String.valueOf(link.toRealPath().getFileName()));
            return peer.matches()
                    ? Optional.of(new HubPosition(peer.group(1), Integer.parseInt(peer.group(2))))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Lets the kernel itself take a port out of use, or back into it (Linux 6.0 and newer). Power that is cut behind the
     * kernel's back it gives back at once.
     *
     * @return whether the kernel has this switch and took the order
     */
    boolean disable(HubPosition position, boolean disabled) {
        Path file = portDirectory(position).resolve("disable");
        if (!Files.isWritable(file)) {
            return false;
        }
        try {
            Files.writeString(file, disabled ? "1" : "0", StandardOpenOption.WRITE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Path portDirectory(HubPosition position) {
        String hub = position.hub();
        Matcher root = ROOT_HUB.matcher(hub);
        String hubInterface = root.matches() ? root.group(1) + "-0:1.0" : hub + ":1.0";
        return devices.resolve(hubInterface).resolve(hub + "-port" + position.port());
    }

    /** One port of one hub. */
    record HubPosition(String hub, int port) {}
}
