package dev.gangway.virtual.uboot;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbIdentity.Endpoint;
import dev.gangway.virtual.UsbFunction;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The serial gadget of a booted Linux, 0525:a4a7 (usb-ids.md): a CDC ACM function on which nobody has logged in. It takes
 * what is sent and says nothing.
 */
public final class LinuxGadget implements UsbFunction {
    private static final int INTERRUPT = 3; // bmAttributes of an interrupt endpoint
    private static final int SET_LINE_CODING = 0x20; // CDC PSTN 1.2, table 13
    private static final int GET_LINE_CODING = 0x21;
    private static final int SET_CONTROL_LINE_STATE = 0x22;
    private static final byte[] LINE_CODING = {0, (byte) 0xC2, 1, 0, 0, 0, 8}; // 115200 8N1

    private final UsbIdentity identity;

    /** A gadget with this serial number. */
    public LinuxGadget(String serial) {
        identity = new UsbIdentity(
                0x0525,
                0xA4A7,
                0x0200,
                0x0404,
                UsbIdentity.Speed.HIGH,
                List.of(
                        new UsbIdentity.Interface(0, 0, 2, 2, 1, List.of(new Endpoint(0x83, INTERRUPT, 10)), null),
                        new UsbIdentity.Interface(
                                1,
                                0,
                                10,
                                0,
                                0,
                                List.of(new Endpoint(0x81, Endpoint.BULK, 512), new Endpoint(0x02, Endpoint.BULK, 512)),
                                null)),
                "Linux with musb-hdrc",
                "Gadget Serial v2.4",
                serial);
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        int length = data.remaining();
        data.position(data.limit());
        return length;
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        return NAK;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        switch (setup.request()) {
            case SET_LINE_CODING, SET_CONTROL_LINE_STATE -> {
                return data.remaining();
            }
            case GET_LINE_CODING -> {
                int length = Math.min(LINE_CODING.length, data.remaining());
                data.put(LINE_CODING, 0, length);
                return length;
            }
            default -> {
                return STALL;
            }
        }
    }
}
