package dev.gangway.station.doctor;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.hub.BootModeTable;
import dev.gangway.station.StationProtocols;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A USB device as the kernel's files tell it, without opening it (Documentation/ABI/stable/sysfs-bus-usb).
 *
 * @param name its port, for example {@code 1-1.4}
 * @param bus bus number
 * @param address device address
 * @param deviceClass bDeviceClass
 * @param identity ids and interfaces
 * @param drivers kernel drivers that hold one of its interfaces
 */
record UsbDevice(String name, int bus, int address, int deviceClass, UsbIdentity identity, Set<String> drivers) {
    private static final int HUB = 9;

    static List<UsbDevice> all(Path sysUsb) throws IOException {
        List<UsbDevice> devices = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(sysUsb)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.contains(":") && number(entry, "devnum", 10) > 0) {
                    devices.add(read(entry, name));
                }
            }
        }
        devices.sort((a, b) -> a.name().compareTo(b.name()));
        return devices;
    }

    private static UsbDevice read(Path folder, String name) throws IOException {
        List<UsbIdentity.Interface> interfaces = new ArrayList<>();
        Set<String> drivers = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, name + ":*")) {
            for (Path entry : entries) {
                interfaces.add(new UsbIdentity.Interface(
                        number(entry, "bInterfaceNumber", 16),
                        number(entry, "bAlternateSetting", 10),
                        number(entry, "bInterfaceClass", 16),
                        number(entry, "bInterfaceSubClass", 16),
                        number(entry, "bInterfaceProtocol", 16),
                        endpoints(entry),
                        null));
                if (Files.isSymbolicLink(entry.resolve("driver"))) {
                    drivers.add(String.valueOf(
                            Files.readSymbolicLink(entry.resolve("driver")).getFileName()));
                }
            }
        }
        UsbIdentity identity = new UsbIdentity(
                number(folder, "idVendor", 16),
                number(folder, "idProduct", 16),
                0,
                0,
                UsbIdentity.Speed.HIGH,
                interfaces,
                null,
                null,
                null);
        return new UsbDevice(
                name,
                number(folder, "busnum", 10),
                number(folder, "devnum", 10),
                number(folder, "bDeviceClass", 16),
                identity,
                drivers);
    }

    private static List<UsbIdentity.Endpoint> endpoints(Path folder) throws IOException {
        List<UsbIdentity.Endpoint> endpoints = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "ep_*")) {
            for (Path entry : entries) {
                endpoints.add(new UsbIdentity.Endpoint(
                        number(entry, "bEndpointAddress", 16),
                        number(entry, "bmAttributes", 16) & 3,
                        number(entry, "wMaxPacketSize", 16)));
            }
        }
        return endpoints;
    }

    /** An attribute as a number; 0 where the kernel has none. */
    private static int number(Path folder, String attribute, int radix) {
        try {
            return Integer.parseInt(Files.readString(folder.resolve(attribute)).strip(), radix);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    boolean isHub() {
        return deviceClass == HUB;
    }

    /** Whether a boot-mode client of ours would open it. */
    boolean isServed() {
        return StationProtocols.ALL.asked().contains(BootModeTable.modeOf(identity));
    }

    String title() {
        return String.format("%04x:%04x on %s", identity.vid(), identity.pid(), name);
    }
}
