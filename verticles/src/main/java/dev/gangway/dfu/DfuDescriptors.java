package dev.gangway.dfu;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a board's own descriptors say of its DFU interface. They are asked for over the wire: what the bus keeps of them has
 * neither the functional descriptor nor, on Linux, the names of the settings. Immutable.
 *
 * @param number the interface's number
 * @param loader whether its descriptor says that it is in DFU mode; some lie
 * @param memories its alternate settings with their names
 * @param functional its functional descriptor; null when the board hides it altogether
 * @param controlPacket bMaxPacketSize0, bytes
 */
record DfuDescriptors(
        int number,
        boolean loader,
        List<DfuMemory> memories,
        @Nullable DfuFunctional functional,
        int controlPacket) {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final int GET_DESCRIPTOR = 6;
    private static final int FROM_DEVICE = 0x80;
    private static final int FROM_INTERFACE = 0x81;
    private static final int DEVICE = 1;
    private static final int CONFIGURATION = 2;
    private static final int STRING = 3;
    private static final int INTERFACE = 4;
    private static final int FUNCTIONAL = 0x21;
    private static final int US_ENGLISH = 0x0409;
    private static final int FIRMWARE_UPGRADE = 0xfe01;
    private static final int IN_DFU_MODE = 2;
    private static final int SHORTEST_FUNCTIONAL = 7;
    private static final int LONGEST_CONFIGURATION = 4096;

    DfuDescriptors {
        memories = List.copyOf(memories);
    }

    /** An alternate setting before its name is known. */
    private record Setting(int number, int alternate, int protocol, int name) {}

    /**
     * Asks a board.
     *
     * @throws FailureException BOARD_REFUSED when it has no DFU interface
     */
    static DfuDescriptors read(UsbSession session) throws FailureException {
        byte[] device = get(session, FROM_DEVICE, DEVICE << 8, 0, 18)
                .orElseThrow(() -> nonsense("it has no device descriptor"));
        byte[] head = get(session, FROM_DEVICE, CONFIGURATION << 8, 0, 9).orElse(new byte[0]);
        if (device.length < 8 || head.length < 9) {
            throw nonsense("its descriptors are cut short");
        }
        int total = Math.min(LONGEST_CONFIGURATION, u16(head, 2));
        byte[] configuration =
                get(session, FROM_DEVICE, CONFIGURATION << 8, 0, total).orElse(head);
        List<Setting> settings = settings(configuration);
        if (settings.isEmpty()) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED, "the device has no DFU interface (class fe, subclass 01)");
        }
        Setting first = settings.get(0);
        List<DfuMemory> memories = new ArrayList<>();
        for (Setting setting : settings) {
            if (setting.number() == first.number()) {
                memories.add(new DfuMemory(setting.alternate(), name(session, setting.name())));
            }
        }
        Optional<DfuFunctional> functional = functional(configuration);
        if (functional.isEmpty()) { // some keep it out of the configuration and tell it when asked
            functional = get(session, FROM_INTERFACE, FUNCTIONAL << 8, first.number(), 9)
                    .flatMap(DfuDescriptors::functional);
        }
        return new DfuDescriptors(
                first.number(), first.protocol() == IN_DFU_MODE, memories, functional.orElse(null), device[7] & 0xff);
    }

    private static List<Setting> settings(byte[] configuration) {
        List<Setting> found = new ArrayList<>();
        for (int at = 0; at + 2 <= configuration.length; at += length(configuration, at)) {
            boolean whole = at + 9 <= configuration.length && configuration[at + 1] == INTERFACE;
            if (whole && (((configuration[at + 5] & 0xff) << 8) | (configuration[at + 6] & 0xff)) == FIRMWARE_UPGRADE) {
                found.add(new Setting(
                        configuration[at + 2] & 0xff,
                        configuration[at + 3] & 0xff,
                        configuration[at + 7] & 0xff,
                        configuration[at + 8] & 0xff));
            }
        }
        return found;
    }

    /** The functional descriptor among these descriptors, of DFU 1.1 or, two bytes shorter, of DFU 1.0. */
    static Optional<DfuFunctional> functional(byte[] descriptors) {
        for (int at = 0; at + 2 <= descriptors.length; at += length(descriptors, at)) {
            int length = Math.min(descriptors[at] & 0xff, descriptors.length - at);
            if ((descriptors[at + 1] & 0xff) == FUNCTIONAL && length >= SHORTEST_FUNCTIONAL) {
                int version = length >= SHORTEST_FUNCTIONAL + 2 ? u16(descriptors, at + 7) : 0x0100;
                return Optional.of(new DfuFunctional(
                        descriptors[at + 2] & 0xff, u16(descriptors, at + 3), u16(descriptors, at + 5), version));
            }
        }
        return Optional.empty();
    }

    /** A length of 0 or 1 would never end. */
    private static int length(byte[] descriptors, int at) {
        return Math.max(2, descriptors[at] & 0xff);
    }

    private static String name(UsbSession session, int index) throws FailureException {
        if (index == 0) {
            return "";
        }
        byte[] text = get(session, FROM_DEVICE, (STRING << 8) | index, US_ENGLISH, 255)
                .orElse(new byte[0]);
        int length = text.length < 2 ? 0 : Math.min(text[0] & 0xff, text.length) - 2;
        return length <= 0 ? "" : new String(text, 2, length & ~1, StandardCharsets.UTF_16LE);
    }

    /** A descriptor; empty when the board has none and stalls. */
    private static Optional<byte[]> get(UsbSession session, int type, int value, int index, int length)
            throws FailureException {
        ByteBuffer into = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        try {
            session.control(new SetupPacket(type, GET_DESCRIPTOR, value, index, length), into, TIME);
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.STALL) {
                return Optional.empty();
            }
            throw e.asFailure("reading the board's descriptors");
        }
        byte[] bytes = new byte[into.position()];
        into.flip().get(bytes);
        return Optional.of(bytes);
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    private static FailureException nonsense(String what) {
        return new FailureException(FailureKind.PROTOCOL_GARBAGE, "reading the board's descriptors: " + what);
    }
}
