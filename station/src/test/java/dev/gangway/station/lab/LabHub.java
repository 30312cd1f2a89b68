package dev.gangway.station.lab;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One half of a USB 3 hub, which is two hubs in one case (USB 2.0, chapter 11; USB 3.2, chapter 10). It switches the power of
 * each port. Nothing hangs on its ports. Called under the board's lock.
 */
final class LabHub implements VirtualBoard, UsbFunction {
    private static final int PORTS = 4;

    // Requests to the hub and to a port: USB 2.0, table 11-15; USB 3.2, table 10-8.
    private static final int GET_STATUS = 0;
    private static final int CLEAR_FEATURE = 1;
    private static final int SET_FEATURE = 3;
    private static final int GET_DESCRIPTOR = 6;
    private static final int SET_HUB_DEPTH = 12;
    private static final int PORT_POWER = 8;

    private static final int TO_A_PORT = 3;
    private static final int RECIPIENT = 0x1f;
    private static final int RX_DETECT = 5 << 5;

    private final boolean superSpeed;
    private final boolean[] powered = new boolean[PORTS + 1];

    /** The half of this speed. */
    LabHub(boolean superSpeed) {
        this.superSpeed = superSpeed;
    }

    @Override
    public UsbIdentity identity() {
        UsbIdentity.Endpoint changes = new UsbIdentity.Endpoint(0x81, 3, superSpeed ? 2 : 1);
        return new UsbIdentity(
                0x1d6b,
                superSpeed ? 0x0313 : 0x0312,
                superSpeed ? 0x0300 : 0x0200,
                0x0100,
                superSpeed ? UsbIdentity.Speed.SUPER : UsbIdentity.Speed.HIGH,
                // Protocol: one transaction translator; a SuperSpeed hub.
                List.of(new UsbIdentity.Interface(0, 0, 9, 0, superSpeed ? 3 : 1, List.of(changes), null)),
                null,
                "lab hub",
                null);
    }

    @Override
    public void plugged(BoardPort port) {
        port.enumerate(this);
    }

    @Override
    public void unplugged() {
        Arrays.fill(powered, false);
    }

    /** The half, and which of its ports have power. */
    @Override
    public String describe() {
        return (superSpeed ? "super" : "high") + "-speed hub, power on "
                + IntStream.rangeClosed(1, PORTS)
                        .filter(port -> powered[port])
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(","));
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        boolean ofPort = (setup.requestType() & RECIPIENT) == TO_A_PORT;
        if (ofPort && (setup.index() < 1 || setup.index() > PORTS)) {
            return STALL;
        }
        return switch (setup.request()) {
            case GET_DESCRIPTOR -> give(data, descriptor());
            case GET_STATUS -> give(data, word(ofPort ? status(setup.index()) : 0));
            case SET_FEATURE, CLEAR_FEATURE -> {
                if (ofPort && setup.value() == PORT_POWER) {
                    powered[setup.index()] = setup.request() == SET_FEATURE;
                }
                yield 0;
            }
            case SET_HUB_DEPTH -> superSpeed ? 0 : STALL;
            default -> STALL;
        };
    }

    private int status(int port) {
        if (superSpeed) {
            return RX_DETECT | (powered[port] ? 0x0200 : 0);
        }
        return powered[port] ? 0x0100 : 0;
    }

    private byte[] descriptor() {
        byte perPort = 0x09; // power and over-current by port
        byte twoMillis = 1;
        return superSpeed
                ? new byte[] {12, 0x2a, PORTS, perPort, 0, twoMillis, 0, 0, 0, 0, 0, 0}
                : new byte[] {9, 0x29, PORTS, perPort, 0, twoMillis, 0, 0, (byte) 0xff};
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static int give(ByteBuffer data, byte[] bytes) {
        int length = Math.min(data.remaining(), bytes.length);
        data.put(bytes, 0, length);
        return length;
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        return STALL;
    }

    /** Nothing ever changes by itself. */
    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        return NAK;
    }
}
