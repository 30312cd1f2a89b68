package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbIdentity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.usb4java.ConfigDescriptor;
import org.usb4java.Context;
import org.usb4java.Device;
import org.usb4java.DeviceDescriptor;
import org.usb4java.DeviceList;
import org.usb4java.EndpointDescriptor;
import org.usb4java.Interface;
import org.usb4java.InterfaceDescriptor;
import org.usb4java.LibUsb;

/**
 * Reads libusb's device list. References never leave {@link #each}: the list gives back all of them when it ends. Nothing
 * here opens a device.
 */
final class Devices {
    private static final int DEEPEST = 7; // USB 3.2, 10.1.1: five hubs between root and device

    private final Sysfs sysfs;

    Devices(Sysfs sysfs) {
        this.sysfs = sysfs;
    }

    /** Looks at one device while the list is held. */
    @FunctionalInterface
    interface Look<T> {
        Optional<T> at(Found device) throws ChannelException;
    }

    /**
     * A device of the list, valid only during the look.
     *
     * @param device the reference
     * @param path its name in the kernel's form, for example {@code 1-1.4} or {@code usb1}
     * @param place bus and address
     * @param descriptor its device descriptor
     */
    record Found(Device device, String path, int place, DeviceDescriptor descriptor) {
        boolean isHub() {
            return (descriptor.bDeviceClass() & 0xff) == LibUsb.CLASS_HUB;
        }
    }

    <T> List<T> each(Context context, Look<T> look) throws ChannelException {
        DeviceList list = new DeviceList();
        int count = LibUsb.getDeviceList(context, list);
        if (count == LibUsb.ERROR_OTHER) {
            // Seen by others while devices come and go; the second try succeeds.
            count = LibUsb.getDeviceList(context, list);
        }
        LibusbErrors.check(count, "reading the list of USB devices");
        List<T> results = new ArrayList<>();
        try {
            for (Device device : list) {
                DeviceDescriptor descriptor = new DeviceDescriptor();
                if (LibUsb.getDeviceDescriptor(device, descriptor) == LibUsb.SUCCESS) {
                    int bus = LibUsb.getBusNumber(device);
                    int place = Attaches.place(bus, LibUsb.getDeviceAddress(device));
                    look.at(new Found(device, path(bus, device), place, descriptor))
                            .ifPresent(results::add);
                }
            }
        } finally {
            LibUsb.freeDeviceList(list, true);
        }
        return results;
    }

    private static String path(int bus, Device device) {
        ByteBuffer ports = ByteBuffer.allocateDirect(DEEPEST);
        int depth = LibUsb.getPortNumbers(device, ports);
        if (depth <= 0) {
            return "usb" + bus;
        }
        StringBuilder path = new StringBuilder().append(bus);
        for (int i = 0; i < depth; i++) {
            path.append(i == 0 ? '-' : '.').append(ports.get(i) & 0xff);
        }
        return path.toString();
    }

    UsbIdentity identity(Found found) {
        DeviceDescriptor descriptor = found.descriptor();
        return new UsbIdentity(
                descriptor.idVendor() & 0xffff,
                descriptor.idProduct() & 0xffff,
                descriptor.bcdUSB() & 0xffff,
                descriptor.bcdDevice() & 0xffff,
                speed(LibUsb.getDeviceSpeed(found.device())),
                interfaces(found.device()),
                sysfs.text(found.path(), "manufacturer"),
                sysfs.text(found.path(), "product"),
                sysfs.text(found.path(), "serial"));
    }

    private static UsbIdentity.Speed speed(int code) {
        return switch (code) {
            case LibUsb.SPEED_LOW -> UsbIdentity.Speed.LOW;
            case LibUsb.SPEED_FULL -> UsbIdentity.Speed.FULL;
            case LibUsb.SPEED_SUPER -> UsbIdentity.Speed.SUPER;
            default -> UsbIdentity.Speed.HIGH;
        };
    }

    private static List<UsbIdentity.Interface> interfaces(Device device) {
        ConfigDescriptor configuration = new ConfigDescriptor();
        if (LibUsb.getActiveConfigDescriptor(device, configuration) != LibUsb.SUCCESS
                && LibUsb.getConfigDescriptor(device, (byte) 0, configuration) != LibUsb.SUCCESS) {
            // A device whose descriptors are broken is shown without interfaces, and no rule fits it.
            return List.of();
        }
        try {
            List<UsbIdentity.Interface> interfaces = new ArrayList<>();
            for (Interface group : configuration.iface()) {
                for (InterfaceDescriptor each : group.altsetting()) {
                    interfaces.add(new UsbIdentity.Interface(
                            each.bInterfaceNumber() & 0xff,
                            each.bAlternateSetting() & 0xff,
                            each.bInterfaceClass() & 0xff,
                            each.bInterfaceSubClass() & 0xff,
                            each.bInterfaceProtocol() & 0xff,
                            endpoints(each),
                            null));
                }
            }
            return interfaces;
        } finally {
            LibUsb.freeConfigDescriptor(configuration);
        }
    }

    private static List<UsbIdentity.Endpoint> endpoints(InterfaceDescriptor each) {
        List<UsbIdentity.Endpoint> endpoints = new ArrayList<>();
        for (EndpointDescriptor endpoint : each.endpoint()) {
            endpoints.add(new UsbIdentity.Endpoint(
                    endpoint.bEndpointAddress() & 0xff,
                    endpoint.bmAttributes() & 3,
                    endpoint.wMaxPacketSize() & 0x7ff));
        }
        return endpoints;
    }
}
