package dev.gangway.usbip;

import dev.gangway.channel.UsbIdentity;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One exported port as USB/IP describes it. Its bus id stays with the port while boards re-enumerate there.
 *
 * @param port the port's number
 * @param identity what is there now
 */
record DeviceRecord(int port, UsbIdentity identity) {
    String busId() {
        return Wire.BUS_NUMBER + "-" + port;
    }

    int deviceId() {
        return (Wire.BUS_NUMBER << 16) | port;
    }

    void write(DataOutputStream out) throws IOException {
        out.write(padded("/gangway/usb" + Wire.BUS_NUMBER + "/" + busId(), Wire.PATH_BYTES));
        out.write(padded(busId(), Wire.BUS_ID_BYTES));
        out.writeInt(Wire.BUS_NUMBER);
        out.writeInt(port);
        out.writeInt(speed());
        out.writeShort(identity.vid());
        out.writeShort(identity.pid());
        out.writeShort(identity.bcdDevice());
        out.write(new byte[3]); // class, subclass, protocol: each interface says its own
        out.writeByte(1); // configuration value
        out.writeByte(1); // number of configurations
        out.writeByte(firstSettings().size());
    }

    void writeInterfaces(DataOutputStream out) throws IOException {
        for (UsbIdentity.Interface each : firstSettings()) {
            out.writeByte(each.interfaceClass());
            out.writeByte(each.subClass());
            out.writeByte(each.protocol());
            out.writeByte(0);
        }
    }

    private List<UsbIdentity.Interface> firstSettings() {
        return identity.interfaces().stream()
                .filter(each -> each.alternate() == 0)
                .toList();
    }

    /** enum usb_device_speed of Linux. */
    private int speed() {
        return switch (identity.speed()) {
            case LOW -> 1;
            case FULL -> 2;
            case HIGH -> 3;
            case SUPER -> 5;
        };
    }

    private static byte[] padded(String text, int length) {
        return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), length);
    }
}
