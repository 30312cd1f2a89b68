package dev.gangway.virtual;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Answers the standard requests of USB 2.0, 9.4, as the device's own controller would. Called under the board's lock. */
final class StandardRequests {
    private static final int TYPE_MASK = 0x60;
    private static final int RECIPIENT_MASK = 0x1f;
    private static final int DEVICE = 0;
    private static final int INTERFACE = 1;
    private static final int ENDPOINT = 2;

    private static final int GET_STATUS = 0;
    private static final int CLEAR_FEATURE = 1;
    private static final int SET_FEATURE = 3;
    private static final int SET_ADDRESS = 5;
    private static final int GET_DESCRIPTOR = 6;
    private static final int GET_CONFIGURATION = 8;
    private static final int SET_CONFIGURATION = 9;
    private static final int GET_INTERFACE = 10;
    private static final int SET_INTERFACE = 11;
    private static final int ENDPOINT_HALT = 0;

    /** Sets or clears a halt and says what is so afterwards. */
    @FunctionalInterface
    interface Halts {
        boolean set(int endpoint, boolean halt);
    }

    private final UsbFunction function;
    private final UsbIdentity identity;
    private final Descriptors descriptors;
    private final Map<Integer, Integer> settings = new HashMap<>();
    private int configuration;

    StandardRequests(UsbFunction function) {
        this.function = function;
        identity = function.identity();
        descriptors = new Descriptors(identity);
    }

    /** Whether the request is a standard one; descriptors of an interface's class are the board's own. */
    boolean answers(SetupPacket setup) {
        boolean ofClass = setup.request() == GET_DESCRIPTOR && (setup.requestType() & RECIPIENT_MASK) == INTERFACE;
        return (setup.requestType() & TYPE_MASK) == 0 && !ofClass;
    }

    int answer(SetupPacket setup, ByteBuffer data, Halts halts) {
        return switch (setup.request()) {
            case GET_DESCRIPTOR -> descriptor(setup.value() >> 8, setup.value() & 0xff, data);
            case GET_STATUS -> give(new byte[] {0, 0}, data);
            case GET_CONFIGURATION -> give(new byte[] {(byte) configuration}, data);
            case GET_INTERFACE ->
                has(setup.index()) ? give(new byte[] {(byte) setting(setup.index())}, data) : UsbFunction.STALL;
            case SET_ADDRESS -> 0;
            case SET_CONFIGURATION -> configure(setup.value(), halts);
            case SET_INTERFACE -> choose(setup.index(), setup.value(), halts);
            case SET_FEATURE, CLEAR_FEATURE -> feature(setup, halts);
            default -> UsbFunction.STALL;
        };
    }

    private int descriptor(int type, int index, ByteBuffer data) {
        return descriptors
                .find(type, index)
                .map(sound -> give(function.descriptor(type, index, sound), data))
                .orElse(UsbFunction.STALL);
    }

    private int configure(int value, Halts halts) {
        if (value > 1) {
            return UsbFunction.STALL;
        }
        configuration = value;
        settings.keySet().forEach(number -> function.alternate(number, 0));
        settings.clear();
        for (UsbIdentity.Interface each : identity.interfaces()) {
            for (UsbIdentity.Endpoint endpoint : each.endpoints()) {
                halts.set(endpoint.address(), false);
            }
        }
        return 0;
    }

    private boolean has(int number) {
        return identity.interfaces().stream().anyMatch(each -> each.number() == number);
    }

    private int choose(int number, int setting, Halts halts) {
        for (UsbIdentity.Interface each : identity.interfaces()) {
            if (each.number() == number && each.alternate() == setting) {
                settings.put(number, setting);
                each.endpoints().forEach(endpoint -> halts.set(endpoint.address(), false));
                function.alternate(number, setting);
                return 0;
            }
        }
        return UsbFunction.STALL;
    }

    private int setting(int number) {
        return settings.getOrDefault(number, 0);
    }

    /** Whether this is the setting of its interface that holds now. */
    boolean holds(UsbIdentity.Interface each) {
        return setting(each.number()) == each.alternate();
    }

    /** Goes back to setting 0, as a host does when a program lets go of an interface. */
    void leave(int number, Halts halts) {
        if (setting(number) != 0) {
            choose(number, 0, halts);
        }
    }

    /** The port was reset; the board hears of that by itself. */
    void busReset() {
        settings.clear();
    }

    private static int feature(SetupPacket setup, Halts halts) {
        int recipient = setup.requestType() & RECIPIENT_MASK;
        if (recipient == ENDPOINT && setup.value() == ENDPOINT_HALT) {
            halts.set(setup.index() & 0xff, setup.request() == SET_FEATURE);
            return 0;
        }
        // Remote wake-up and the like may be switched without effect.
        return recipient == DEVICE ? 0 : UsbFunction.STALL;
    }

    private static int give(byte[] bytes, ByteBuffer data) {
        int given = Math.min(bytes.length, data.remaining());
        data.put(bytes, 0, given);
        return given;
    }
}
