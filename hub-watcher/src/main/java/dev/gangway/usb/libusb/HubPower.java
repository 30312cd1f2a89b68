package dev.gangway.usb.libusb;

import dev.gangway.model.PortPath;
import dev.gangway.usb.PortPower;
import dev.gangway.usb.UsbException;
import dev.gangway.usb.UsbFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.Context;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;

/**
 * Switches the power of one socket by the hub class requests of USB 2.0, 11.24.2. A USB 3 hub is two hubs, so both halves
 * are switched. Where the kernel has a switch of its own, that is used, because it undoes what others do. What is so afterwards is asked, not believed: some hubs give power back, and some only cut the data lines.
 */
final class HubPower implements PortPower {
    private static final Logger LOG = LoggerFactory.getLogger(HubPower.class);

    private static final int CLASS_IN_DEVICE = 0xa0;
    private static final int CLASS_IN_OTHER = 0xa3;
    private static final int CLASS_OUT_OTHER = 0x23;
    private static final int PORT_POWER = 8;
    private static final int HUB_DESCRIPTOR = 0x29;
    private static final int SUPERSPEED_HUB_DESCRIPTOR = 0x2a;
    private static final long TIMEOUT_MS = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long PAUSE_MICROS = 20_000;

    private final PortPath port;
    private final List<Sysfs.HubPosition> halves;
    private final Sysfs sysfs;
    private final Devices devices;

    private HubPower(PortPath port, List<Sysfs.HubPosition> halves, Sysfs sysfs, Devices devices) {
        this.port = port;
        this.halves = halves;
        this.sysfs = sysfs;
        this.devices = devices;
    }

    static Optional<PortPower> of(PortPath port, Sysfs sysfs, Devices devices) {
        Sysfs.HubPosition position = Sysfs.position(port.text());
        List<Sysfs.HubPosition> halves = new ArrayList<>(List.of(position));
        sysfs.peer(position).ifPresent(halves::add);
        HubPower power = new HubPower(port, halves, sysfs, devices);
        try {
            for (Sysfs.HubPosition half : halves) {
                HubFeatures features = power.onHub(half, HubPower::features);
                if (features.switching() != HubFeatures.Switching.PER_PORT || half.port() > features.ports()) {
                    return Optional.empty();
                }
            }
        } catch (UsbException e) {
            LOG.atWarn().addKeyValue("port", port).setCause(e).log("the hub does not say whether it switches power");
            return Optional.empty();
        }
        return Optional.of(power);
    }

    @Override
    public boolean set(boolean on) throws UsbException {
        for (Sysfs.HubPosition half : halves) {
            if (sysfs.disable(half, !on)) {
                continue;
            }
            onHub(half, (hub, isSuper) -> {
                ByteBuffer nothing = ByteBuffer.allocateDirect(0);
                int request = on ? LibUsb.REQUEST_SET_FEATURE : LibUsb.REQUEST_CLEAR_FEATURE;
                return request(hub, CLASS_OUT_OTHER, request, PORT_POWER, half.port(), nothing);
            });
        }
        Context clock = LibusbSession.newContext();
        try {
            long start = System.nanoTime();
            while (isOn() != on && System.nanoTime() - start < PATIENCE.toNanos()) {
                LibUsb.handleEventsTimeout(clock, PAUSE_MICROS);
            }
        } finally {
            LibUsb.exit(clock);
        }
        return isOn();
    }

    /** On as long as one half says so or a board still answers there. */
    @Override
    public boolean isOn() throws UsbException {
        for (Sysfs.HubPosition half : halves) {
            boolean powered = onHub(half, (hub, isSuper) -> {
                ByteBuffer status = ByteBuffer.allocateDirect(4).order(ByteOrder.LITTLE_ENDIAN);
                request(hub, CLASS_IN_OTHER, LibUsb.REQUEST_GET_STATUS, 0, half.port(), status);
                return HubFeatures.hasPower(status.getShort(0) & 0xffff, isSuper);
            });
            String device = Sysfs.child(half.hub(), half.port());
            if (powered || sysfs.address(device).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** What is asked of an open hub. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(DeviceHandle hub, boolean isSuper) throws UsbException;
    }

    private <T> T onHub(Sysfs.HubPosition half, Question<T> question) throws UsbException {
        Context context = LibusbSession.newContext();
        try {
            List<T> answers = devices.each(
                    context,
                    found -> found.path().equals(half.hub()) && found.isHub()
                            ? Optional.of(asked(found, question))
                            : Optional.empty());
            return answers.stream()
                    .findFirst()
                    .orElseThrow(() -> new UsbException(
                            UsbFault.DISCONNECTED, "the hub " + half.hub() + " of port " + port + " is gone"));
        } finally {
            LibUsb.exit(context);
        }
    }

    private <T> T asked(Devices.Found found, Question<T> question) throws UsbException {
        DeviceHandle hub = new DeviceHandle();
        LibusbErrors.check(LibUsb.open(found.device(), hub), "opening the hub of port " + port);
        try {
            return question.ask(hub, LibUsb.getDeviceSpeed(found.device()) >= LibUsb.SPEED_SUPER);
        } finally {
            LibUsb.close(hub);
        }
    }

    private static HubFeatures features(DeviceHandle hub, boolean isSuper) throws UsbException {
        ByteBuffer descriptor = ByteBuffer.allocateDirect(64);
        int type = isSuper ? SUPERSPEED_HUB_DESCRIPTOR : HUB_DESCRIPTOR;
        int length = request(hub, CLASS_IN_DEVICE, LibUsb.REQUEST_GET_DESCRIPTOR, type << 8, 0, descriptor);
        byte[] bytes = new byte[length];
        descriptor.get(0, bytes);
        return HubFeatures.parse(bytes);
    }

    private static int request(DeviceHandle hub, int type, int request, int value, int index, ByteBuffer data)
            throws UsbException {
        return LibusbErrors.check(
                LibUsb.controlTransfer(
                        hub, (byte) type, (byte) request, (short) value, (short) index, data, TIMEOUT_MS),
                "asking a hub");
    }
}
