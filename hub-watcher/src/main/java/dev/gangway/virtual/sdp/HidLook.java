package dev.gangway.virtual.sdp;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.soc.NxpSoc;
import java.util.List;
import java.util.Locale;

/** How SDP shows itself: a HID interface with one interrupt endpoint, whose reports are of a vendor's own use (HID 1.11). */
final class HidLook {
    static final int IN = 0x81;
    static final int REPORT_DESCRIPTOR = 0x22;
    static final int HID_DESCRIPTOR = 0x21;

    private static final int CONFIGURATION = 2;
    private static final int INTERRUPT = 3;
    private static final int CONFIGURATION_AND_INTERFACE = 18;

    /** Report 1: 16 bytes to the board; 2: 1024 bytes to it; 3: 4 bytes from it; 4: 64 bytes from it. */
    private static final byte[] REPORTS = bytes(
            0x06, 0x00, 0xff, // usage page: a vendor's
            0x09, 0x01, // usage 1
            0xa1, 0x01, // collection: application
            0x85, 0x01, 0x19, 0x01, 0x29, 0x01, // report 1, usage 1 to 1
            0x15, 0x00, 0x26, 0xff, 0x00, // logical 0 to 255
            0x75, 0x08, 0x95, 0x10, 0x91, 0x02, // 8 bits, 16 of them, output
            0x85, 0x02, 0x19, 0x01, 0x29, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, // report 2
            0x75, 0x80, 0x95, 0x40, 0x91, 0x02, // 128 bits, 64 of them, output
            0x85, 0x03, 0x19, 0x01, 0x29, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, // report 3
            0x75, 0x08, 0x95, 0x04, 0x81, 0x02, // 8 bits, 4 of them, input
            0x85, 0x04, 0x19, 0x01, 0x29, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, // report 4
            0x75, 0x08, 0x95, 0x40, 0x81, 0x02, // 8 bits, 64 of them, input
            0xc0); // end of the collection

    private HidLook() {}

    static UsbIdentity identity(NxpSoc soc) {
        return new UsbIdentity(
                soc.vid(),
                soc.pid(),
                0x0200,
                0x0001,
                UsbIdentity.Speed.HIGH,
                List.of(new UsbIdentity.Interface(
                        0, 0, 3, 0, 0, List.of(new UsbIdentity.Endpoint(IN, INTERRUPT, 64)), null)),
                "Freescale SemiConductor Inc ",
                "SE Blank " + soc.name().toUpperCase(Locale.ROOT),
                null);
    }

    /** A configuration descriptor with HID's own behind its interface. */
    static byte[] withHid(int type, byte[] sound) {
        if (type != CONFIGURATION) {
            return sound;
        }
        byte[] hid = hid();
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
    static byte[] hid() {
        return bytes(9, HID_DESCRIPTOR, 0x10, 0x01, 0, 1, REPORT_DESCRIPTOR, REPORTS.length, 0);
    }

    static byte[] reports() {
        return REPORTS.clone();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
