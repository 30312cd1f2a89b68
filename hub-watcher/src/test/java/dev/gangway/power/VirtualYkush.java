package dev.gangway.power;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The switch of a YKUSH hub, a HID device of its own beside the sockets whose power it has. Facts: the manufacturer's program
 * {@code ykushcmd}, which also judges it (product number, reports of 64 bytes without a number on interrupt endpoints, commands,
 * answers); HID 1.11, 6.2 and 7.2.
 */
public final class VirtualYkush implements VirtualBoard, UsbFunction {
    private static final int SOCKETS = 3;
    private static final int ALL = 0x0a;
    private static final int REPORT = 64;
    private static final int IN = 0x81;
    private static final int OUT = 0x01;
    private static final int INTERRUPT = 3;
    private static final int HID = 3;

    private static final int CONFIGURATION = 2;
    private static final int REPORT_DESCRIPTOR = 0x22;
    /** What stands before HID's own descriptor. */
    private static final int CONFIGURATION_AND_INTERFACE = 18;

    private static final int GET_DESCRIPTOR = 6;
    private static final int SET_IDLE = 10;

    /** One report of 64 bytes each way, of a vendor's usage page. */
    private static final byte[] REPORTS = bytes(
            0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, REPORT, 0x09,
            0x02, 0x81, 0x02, 0x09, 0x03, 0x91, 0x02, 0xc0);

    /** The product that Linux' HID driver leaves alone. */
    public static final int YKUSH = 0xf2f7;

    private final int product;
    private final String serial;
    private final Sockets sockets;
    private final ArrayDeque<byte[]> due = new ArrayDeque<>();
    private volatile @Nullable BoardPort port;
    private volatile boolean silent;

    /** The sockets of the hub, from 1. */
    public interface Sockets {
        boolean isOn(int socket);

        void turn(int socket, boolean on);
    }

    /** A hub of this product, with this serial number. */
    public VirtualYkush(int product, String serial, Sockets sockets) {
        this.product = product;
        this.serial = serial;
        this.sockets = sockets;
    }

    /** Does what it is told, and keeps its answers to itself until it is let go. Any thread. */
    public VirtualYkush hold(boolean silent) {
        this.silent = silent;
        BoardPort there = port;
        if (there != null) {
            there.wake();
        }
        return this;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Override
    public void plugged(BoardPort port) {
        this.port = port;
        port.enumerate(this);
    }

    @Override
    public void unplugged() {
        due.clear();
    }

    @Override
    public String describe() {
        return "ykush " + serial;
    }

    @Override
    public UsbIdentity identity() {
        List<UsbIdentity.Endpoint> pair = Stream.of(IN, OUT)
                .map(address -> new UsbIdentity.Endpoint(address, INTERRUPT, REPORT))
                .toList();
        return new UsbIdentity(
                0x04d8,
                product,
                0x0200,
                0x0001,
                UsbIdentity.Speed.FULL,
                List.of(new UsbIdentity.Interface(0, 0, HID, 0, 0, pair, null)),
                "Yepkit Lda.",
                "YKUSH",
                serial);
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        if (type != CONFIGURATION) {
            return sound;
        }
        byte[] hid = bytes(9, 0x21, 0x11, 0x01, 0, 1, REPORT_DESCRIPTOR, REPORTS.length, 0);
        ByteBuffer whole = ByteBuffer.allocate(sound.length + hid.length)
                .put(sound, 0, CONFIGURATION_AND_INTERFACE)
                .put(hid)
                .put(sound, CONFIGURATION_AND_INTERFACE, sound.length - CONFIGURATION_AND_INTERFACE);
        return whole.put(2, (byte) whole.capacity()).array();
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (setup.request() == GET_DESCRIPTOR && setup.value() >> 8 == REPORT_DESCRIPTOR) {
            int given = Math.min(REPORTS.length, data.remaining());
            data.put(REPORTS, 0, given);
            return given;
        }
        return setup.request() == SET_IDLE ? 0 : STALL;
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        int taken = data.remaining();
        if (taken > 0) {
            int command = data.get() & 0xff;
            data.position(data.limit());
            due.add(answer(command));
            Objects.requireNonNull(port).wake();
        }
        return taken;
    }

    private byte[] answer(int command) {
        byte[] report = new byte[REPORT];
        int socket = command & 0x0f;
        boolean one = socket >= 1 && socket <= SOCKETS;
        boolean all = socket == ALL && command < 0x20;
        if (command >= 0x30 || !(one || all)) {
            report[0] = (byte) 0xff;
            return report;
        }
        if (command < 0x20) {
            for (int each = all ? 1 : socket; each <= (all ? SOCKETS : socket); each++) {
                sockets.turn(each, command >= 0x10);
            }
        }
        report[0] = 1;
        report[1] = (byte) (one && sockets.isOn(socket) ? 0x10 | socket : socket);
        return report;
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        byte[] report = silent ? null : due.poll();
        if (report == null) {
            return NAK;
        }
        int given = Math.min(report.length, into.remaining());
        into.put(Arrays.copyOf(report, given));
        return given;
    }
}
