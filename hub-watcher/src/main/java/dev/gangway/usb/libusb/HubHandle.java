package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;

/** An open hub, and the class requests that it takes (USB 2.0, 11.24.2; USB 3.2, 10.16.2). One thread at a time. */
final class HubHandle {
    private static final int CLASS_IN_DEVICE = 0xa0;
    private static final int CLASS_IN_OTHER = 0xa3;
    private static final int CLASS_OUT_OTHER = 0x23;
    private static final int PORT_POWER = 8;
    private static final int HUB_DESCRIPTOR = 0x29;
    private static final int SUPERSPEED_HUB_DESCRIPTOR = 0x2a;
    private static final long TIMEOUT_MS = 1000;

    private final DeviceHandle hub;
    private final boolean superSpeed;

    private HubHandle(DeviceHandle hub, boolean superSpeed) {
        this.hub = hub;
        this.superSpeed = superSpeed;
    }

    /** What is asked of an open hub. */
    @FunctionalInterface
    interface Question<T> {
        T of(HubHandle hub) throws ChannelException;
    }

    /** Opens the hub for one question. */
    static <T> T ask(Devices.Found found, Question<T> question) throws ChannelException {
        DeviceHandle handle = new DeviceHandle();
        LibusbErrors.check(LibUsb.open(found.device(), handle), "opening the hub " + found.path());
        try {
            return question.of(new HubHandle(handle, LibUsb.getDeviceSpeed(found.device()) >= LibUsb.SPEED_SUPER));
        } finally {
            LibUsb.close(handle);
        }
    }

    HubFeatures features() throws ChannelException {
        ByteBuffer descriptor = ByteBuffer.allocateDirect(64);
        int type = superSpeed ? SUPERSPEED_HUB_DESCRIPTOR : HUB_DESCRIPTOR;
        int length = request(CLASS_IN_DEVICE, LibUsb.REQUEST_GET_DESCRIPTOR, type << 8, 0, descriptor);
        byte[] bytes = new byte[length];
        descriptor.get(0, bytes);
        return HubFeatures.parse(bytes);
    }

    boolean hasPower(int port) throws ChannelException {
        ByteBuffer status = ByteBuffer.allocateDirect(4).order(ByteOrder.LITTLE_ENDIAN);
        request(CLASS_IN_OTHER, LibUsb.REQUEST_GET_STATUS, 0, port, status);
        return HubFeatures.hasPower(status.getShort(0) & 0xffff, superSpeed);
    }

    void switchPower(int port, boolean on) throws ChannelException {
        int request = on ? LibUsb.REQUEST_SET_FEATURE : LibUsb.REQUEST_CLEAR_FEATURE;
        request(CLASS_OUT_OTHER, request, PORT_POWER, port, ByteBuffer.allocateDirect(0));
    }

    private int request(int type, int request, int value, int index, ByteBuffer data) throws ChannelException {
        return LibusbErrors.check(
                LibUsb.controlTransfer(
                        hub, (byte) type, (byte) request, (short) value, (short) index, data, TIMEOUT_MS),
                "asking a hub");
    }
}
