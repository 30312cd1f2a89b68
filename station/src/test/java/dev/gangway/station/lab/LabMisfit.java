package dev.gangway.station.lab;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A device with the ids of a board in FEL mode, whose descriptors are broken. Its endpoints are silent. */
final class LabMisfit implements VirtualBoard, UsbFunction {
    // Descriptor types: USB 2.0, table 9-5.
    private static final int DEVICE = 1;
    private static final int CONFIGURATION = 2;
    private static final int STRING = 3;

    // Where fields stand: USB 2.0, tables 9-8 to 9-13. A configuration is followed by its interface and two endpoints.
    private static final int DEVICE_CONFIGURATIONS = 17;
    private static final int TOTAL_LENGTH = 2;
    private static final int INTERFACE = 9;
    private static final int INTERFACE_ENDPOINTS = INTERFACE + 4;
    private static final int ENDPOINTS = INTERFACE + 9;
    private static final int ENDPOINT_LENGTH = 7;
    private static final int ENDPOINT_ADDRESS = 2;
    private static final int ENDPOINT_PACKET = 4;

    private final Flaw flaw;

    /** What is wrong with it. */
    enum Flaw {
        /** The device descriptor ends after its first eight bytes. */
        SHORT_DEVICE(DEVICE),
        /** It has no configuration at all. */
        NO_CONFIGURATION(DEVICE),
        /** The configuration is a descriptor of another type. */
        WRONG_TYPE(CONFIGURATION),
        /** The configuration announces far more bytes than there are. */
        TOO_LONG(CONFIGURATION),
        /** The interface's descriptor has length zero: who walks on by lengths never ends. */
        LENGTH_ZERO(CONFIGURATION),
        /** The interface announces two endpoints, and none follows. */
        NO_ENDPOINTS(CONFIGURATION),
        /** Only the endpoint to the host is there. */
        ONE_WAY(CONFIGURATION),
        /** Packets of both endpoints hold no byte. */
        EMPTY_PACKETS(CONFIGURATION),
        /** Both endpoints have the address of the control pipe. */
        SAME_ADDRESS(CONFIGURATION),
        /** The strings are half a character, controls of a terminal, and longer than they are. */
        WILD_STRINGS(STRING);

        private final int type;

        Flaw(int type) {
            this.type = type;
        }

        static Flaw ofText(String text) {
            return valueOf(text.replace('-', '_').toUpperCase(Locale.ROOT));
        }

        String text() {
            return name().replace('_', '-').toLowerCase(Locale.ROOT);
        }
    }

    LabMisfit(Flaw flaw) {
        this.flaw = flaw;
    }

    @Override
    public UsbIdentity identity() {
        List<UsbIdentity.Endpoint> pair = Stream.of(0x82, 0x01)
                .map(address -> new UsbIdentity.Endpoint(address, UsbIdentity.Endpoint.BULK, 64))
                .toList();
        UsbIdentity.Interface only = new UsbIdentity.Interface(0, 0, 0xff, 0xff, 0xff, pair, null);
        return new UsbIdentity(
                0x1f3a,
                0xefe8,
                0x0200,
                0x0002,
                UsbIdentity.Speed.HIGH,
                List.of(only),
                "maker",
                flaw == Flaw.WILD_STRINGS ? "product" : null,
                flaw == Flaw.WILD_STRINGS ? "serial" : null);
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        if (type != flaw.type) {
            return sound;
        }
        byte[] given = sound.clone();
        switch (flaw) {
            case SHORT_DEVICE -> given = Arrays.copyOf(given, 8);
            case NO_CONFIGURATION -> given[DEVICE_CONFIGURATIONS] = 0;
            case WRONG_TYPE -> given[1] = 0x22;
            case TOO_LONG -> given[TOTAL_LENGTH + 1] = 0x7f;
            case LENGTH_ZERO -> given[INTERFACE] = 0;
            case NO_ENDPOINTS -> given = cut(given, ENDPOINTS);
            case ONE_WAY -> {
                given = cut(given, ENDPOINTS + ENDPOINT_LENGTH);
                given[INTERFACE_ENDPOINTS] = 1;
            }
            case EMPTY_PACKETS -> {
                given[ENDPOINTS + ENDPOINT_PACKET] = 0;
                given[ENDPOINTS + ENDPOINT_LENGTH + ENDPOINT_PACKET] = 0;
            }
            case SAME_ADDRESS -> {
                given[ENDPOINTS + ENDPOINT_ADDRESS] = 0;
                given[ENDPOINTS + ENDPOINT_LENGTH + ENDPOINT_ADDRESS] = 0;
            }
            case WILD_STRINGS -> given = wild(index);
        }
        return given;
    }

    private static byte[] cut(byte[] configuration, int length) {
        byte[] rest = Arrays.copyOf(configuration, length);
        rest[TOTAL_LENGTH] = (byte) length;
        return rest;
    }

    private static byte[] wild(int index) {
        return switch (index) {
            case 0 -> new byte[] {4, STRING, 0x09, 0x04};
            case 1 -> new byte[] {7, STRING, 'h', 0, 0x00, (byte) 0xd8, 'x'}; // half a pair, half a character
            case 2 -> new byte[] {12, STRING, 0x1b, 0, '[', 0, '2', 0, 'J', 0, '\n', 0}; // clears a terminal
            default -> new byte[] {(byte) 254, STRING, 'a', 0}; // 254 bytes, says it
        };
    }

    @Override
    public void plugged(BoardPort port) {
        port.enumerate(this);
    }

    @Override
    public void unplugged() {}

    @Override
    public String describe() {
        return "misfit " + flaw.text();
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        return NAK;
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        return NAK;
    }
}
