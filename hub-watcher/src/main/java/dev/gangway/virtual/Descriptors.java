package dev.gangway.virtual;

import dev.gangway.channel.UsbIdentity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes an identity as the descriptors of USB 2.0, 9.6 (and USB 3.2, 9.6 for the SuperSpeed additions). */
final class Descriptors {
    private static final int DEVICE = 1;
    private static final int CONFIGURATION = 2;
    private static final int STRING = 3;
    private static final int INTERFACE = 4;
    private static final int ENDPOINT = 5;
    private static final int BOS = 15;
    private static final int SUPERSPEED_COMPANION = 48;

    private static final int HUB = 9;
    private static final int US_ENGLISH = 0x0409;
    private static final int LONGEST_STRING = 126;
    private static final int BUS_POWERED = 0x80;

    private final UsbIdentity identity;
    private final List<String> strings = new ArrayList<>();
    private final byte[] device;
    private final byte[] configuration;

    Descriptors(UsbIdentity identity) {
        this.identity = identity;
        this.device = device();
        this.configuration = configuration();
    }

    /** The descriptor of this type and index; empty where the device has none and stalls. */
    Optional<byte[]> find(int type, int index) {
        return switch (type) {
            case DEVICE -> Optional.of(device);
            case CONFIGURATION -> index == 0 ? Optional.of(configuration) : Optional.empty();
            case STRING -> string(index);
            case BOS -> isSuper() ? Optional.of(bos()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private boolean isSuper() {
        return identity.speed() == UsbIdentity.Speed.SUPER;
    }

    private byte[] device() {
        Bytes bytes = new Bytes();
        bytes.u8(18).u8(DEVICE).u16(identity.bcdUsb());
        UsbIdentity.Interface first =
                identity.interfaces().isEmpty() ? null : identity.interfaces().get(0);
        if (first != null && first.interfaceClass() == HUB) {
            bytes.u8(HUB).u8(0).u8(first.protocol()); // USB 2.0, 11.23.1
        } else {
            bytes.u8(0).u8(0).u8(0); // each interface says its own class
        }
        bytes.u8(controlPacket());
        bytes.u16(identity.vid()).u16(identity.pid()).u16(identity.bcdDevice());
        bytes.u8(name(identity.manufacturer()))
                .u8(name(identity.product()))
                .u8(name(identity.serial()))
                .u8(1);
        return bytes.toByteArray();
    }

    private int controlPacket() {
        return switch (identity.speed()) {
            case LOW -> 8;
            case FULL, HIGH -> 64;
            case SUPER -> 9; // a power of two there
        };
    }

    private byte[] configuration() {
        Bytes parts = new Bytes();
        for (UsbIdentity.Interface each : identity.interfaces()) {
            parts.u8(9).u8(INTERFACE).u8(each.number()).u8(each.alternate());
            parts.u8(each.endpoints().size())
                    .u8(each.interfaceClass())
                    .u8(each.subClass())
                    .u8(each.protocol())
                    .u8(name(each.name()));
            for (UsbIdentity.Endpoint endpoint : each.endpoints()) {
                int interval = endpoint.type() == UsbIdentity.Endpoint.BULK ? 0 : 10;
                parts.u8(7).u8(ENDPOINT).u8(endpoint.address()).u8(endpoint.type());
                parts.u16(endpoint.maxPacket()).u8(interval);
                if (isSuper()) {
                    parts.u8(6).u8(SUPERSPEED_COMPANION).u8(0).u8(0).u16(0);
                }
            }
        }
        long interfaces = identity.interfaces().stream()
                .map(UsbIdentity.Interface::number)
                .distinct()
                .count();
        int halfAmpere = isSuper() ? 62 : 250; // units of 8 mA and of 2 mA
        Bytes bytes = new Bytes();
        bytes.u8(9).u8(CONFIGURATION).u16(9 + parts.size()).u8((int) interfaces);
        bytes.u8(1).u8(0).u8(BUS_POWERED).u8(halfAmpere);
        bytes.writeBytes(parts.toByteArray());
        return bytes.toByteArray();
    }

    private static byte[] bos() {
        Bytes bytes = new Bytes();
        bytes.u8(5).u8(BOS).u16(5 + 10).u8(1);
        // SuperSpeed capability: full, high and 5 Gbit/s; works from full speed on.
        bytes.u8(10).u8(16).u8(3).u8(0).u16(0x000e).u8(1).u8(10).u16(0x07ff);
        return bytes.toByteArray();
    }

    private int name(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        int known = strings.indexOf(text);
        if (known < 0) {
            strings.add(text);
            return strings.size();
        }
        return known + 1;
    }

    private Optional<byte[]> string(int index) {
        Bytes bytes = new Bytes();
        if (index == 0) {
            return Optional.of(bytes.u8(4).u8(STRING).u16(US_ENGLISH).toByteArray());
        }
        if (index > strings.size()) {
            return Optional.empty();
        }
        String text = strings.get(index - 1);
        String shown = text.substring(0, Math.min(text.length(), LONGEST_STRING));
        byte[] encoded = shown.getBytes(StandardCharsets.UTF_16LE);
        bytes.u8(2 + encoded.length).u8(STRING).writeBytes(encoded);
        return Optional.of(bytes.toByteArray());
    }

    /** Little-endian output. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes u8(int value) {
            write(value);
            return this;
        }

        Bytes u16(int value) {
            write(value);
            write(value >> 8);
            return this;
        }
    }
}
