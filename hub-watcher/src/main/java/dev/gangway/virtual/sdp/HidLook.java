package dev.gangway.virtual.sdp;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.soc.NxpSoc;
import dev.gangway.virtual.UsbFunction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How SDP shows itself: a HID interface with one interrupt endpoint, whose reports are of a vendor's own use (HID 1.11). */
final class HidLook {
    static final int IN = 0x81;
    static final int OUT = 0x01;

    private static final int REPORT_DESCRIPTOR = 0x22;
    private static final int HID_DESCRIPTOR = 0x21;
    private static final int SET_REPORT = 9;
    private static final int SET_IDLE = 10;
    private static final int OF_CLASS = 0x20;
    private static final int TYPE = 0x60;

    private static final int CONFIGURATION = 2;
    private static final int INTERRUPT = 3;
    private static final int CONFIGURATION_AND_INTERFACE = 18;

    private static final int IN_PACKET = 64;
    private static final int OUT_PACKET = 1024;

    /** Of the chips that take a stream, uuu serves the second revision only. */
    private static final int STREAMING_REVISION = 2;

    private HidLook() {}

    static UsbIdentity identity(NxpSoc soc) {
        List<UsbIdentity.Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new UsbIdentity.Endpoint(IN, INTERRUPT, IN_PACKET));
        if (soc.takes() == NxpSoc.Takes.FILE) {
            endpoints.add(new UsbIdentity.Endpoint(OUT, INTERRUPT, OUT_PACKET));
        }
        return new UsbIdentity(
                soc.vid(),
                soc.pid(),
                0x0200,
                soc.takes() == NxpSoc.Takes.COMMANDS ? 1 : STREAMING_REVISION,
                UsbIdentity.Speed.HIGH,
                List.of(new UsbIdentity.Interface(0, 0, 3, 0, 0, endpoints, null)),
                "Freescale SemiConductor Inc ",
                "SE Blank " + soc.name().toUpperCase(Locale.ROOT),
                null);
    }

    /** A configuration descriptor with HID's own behind its interface. */
    static byte[] withHid(NxpSoc soc, int type, byte[] sound) {
        if (type != CONFIGURATION) {
            return sound;
        }
        byte[] hid = hid(soc);
        byte[] whole = new byte[sound.length + hid.length];
        System.arraycopy(sound, 0, whole, 0, CONFIGURATION_AND_INTERFACE);
        System.arraycopy(hid, 0, whole, CONFIGURATION_AND_INTERFACE, hid.length);
        System.arraycopy(
                sound,
                CONFIGURATION_AND_INTERFACE,
                whole,
                CONFIGURATION_AND_INTERFACE + hid.length,
                sound.length - CONFIGURATION_AND_INTERFACE);
        whole[2] = (byte) whole.length;
        whole[3] = (byte) (whole.length >> 8);
        return whole;
    }

    /** HID 1.10, no country, one report descriptor. */
    static byte[] hid(NxpSoc soc) {
        return bytes(9, HID_DESCRIPTOR, 0x10, 0x01, 0, 1, REPORT_DESCRIPTOR, reports(soc).length, 0);
    }

    /** Report 1: 16 bytes to the board; 2: 1020 or 1024 bytes to it; 3: 4 bytes from it; 4: 64 bytes from it. */
    static byte[] reports(NxpSoc soc) {
        int data = soc.takes().reportBytes();
        return bytes(
                0x06,
                0x00,
                0xff, // usage page: a vendor's
                0x09,
                0x01, // usage 1
                0xa1,
                0x01, // collection: application
                0x85,
                0x01,
                0x19,
                0x01,
                0x29,
                0x01, // report 1, usage 1 to 1
                0x15,
                0x00,
                0x26,
                0xff,
                0x00, // logical 0 to 255
                0x75,
                0x08,
                0x95,
                0x10,
                0x91,
                0x02, // 8 bits, 16 of them, output
                0x85,
                0x02,
                0x19,
                0x01,
                0x29,
                0x01,
                0x15,
                0x00,
                0x26,
                0xff,
                0x00, // report 2
                0x75,
                0x20,
                0x96,
                data / 4,
                (data / 4) >> 8,
                0x91,
                0x02, // 32 bits, so many of them, output
                0x85,
                0x03,
                0x19,
                0x01,
                0x29,
                0x01,
                0x15,
                0x00,
                0x26,
                0xff,
                0x00, // report 3
                0x75,
                0x08,
                0x95,
                0x04,
                0x81,
                0x02, // 8 bits, 4 of them, input
                0x85,
                0x04,
                0x19,
                0x01,
                0x29,
                0x01,
                0x15,
                0x00,
                0x26,
                0xff,
                0x00, // report 4
                0x75,
                0x08,
                0x95,
                0x40,
                0x81,
                0x02, // 8 bits, 64 of them, input
                0xc0); // end of the collection
    }

    /** Answers what the kernel's HID driver asks of the interface: its descriptors, and that it may be quiet. */
    static int standard(NxpSoc soc, SetupPacket setup, ByteBuffer data) {
        boolean ofClass = (setup.requestType() & TYPE) == OF_CLASS;
        if (!setup.isIn()) {
            return ofClass && setup.request() == SET_IDLE ? 0 : UsbFunction.STALL;
        }
        byte[] descriptor =
                switch (setup.value() >> 8) {
                    case REPORT_DESCRIPTOR -> reports(soc);
                    case HID_DESCRIPTOR -> hid(soc);
                    default -> new byte[0];
                };
        int count = Math.min(descriptor.length, data.remaining());
        data.put(descriptor, 0, count);
        return (setup.requestType() & TYPE) == 0 && count > 0 ? count : UsbFunction.STALL;
    }

    /** Whether a report comes with this request. */
    static boolean isReport(SetupPacket setup, ByteBuffer data) {
        return !setup.isIn()
                && (setup.requestType() & TYPE) == OF_CLASS
                && setup.request() == SET_REPORT
                && data.hasRemaining();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
