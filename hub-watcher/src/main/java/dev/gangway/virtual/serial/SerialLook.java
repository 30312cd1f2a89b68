package dev.gangway.virtual.serial;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbIdentity.Endpoint;
import dev.gangway.channel.UsbIdentity.Interface;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a serial board looks on USB; by its id a station sees whether it is an adapter or a chip's own port.
 *
 * @param vid vendor id
 * @param pid product id
 * @param manufacturer string
 * @param product string
 * @param serial string; null = none
 */
public record SerialLook(
        int vid,
        int pid,
        String manufacturer,
        String product,
        @Nullable String serial) {
    static final int COMMUNICATION = 0;
    static final int DATA = 1;
    static final int OUT = 0x01;
    static final int IN = 0x81;
    private static final int NOTIFICATION = 0x82;

    private static final int INTERRUPT = 3;
    private static final int FULL_SPEED_PACKET = 64;

    /** Interface association (USB 2.0 ECN): two interfaces from the first on, communications, abstract control model, AT. */
    private static final byte[] ASSOCIATION = {8, 11, COMMUNICATION, 2, 2, 2, 1, 0};

    private static final int INTERFACE = 4;
    private static final int DESCRIPTOR = 9;

    UsbIdentity identity() {
        return new UsbIdentity(
                vid,
                pid,
                0x0200,
                0x0100,
                UsbIdentity.Speed.FULL,
                List.of(
                        new Interface(
                                COMMUNICATION, 0, 2, 2, 1, List.of(new Endpoint(NOTIFICATION, INTERRUPT, 16)), null),
                        new Interface(
                                DATA,
                                0,
                                10,
                                0,
                                0,
                                List.of(
                                        new Endpoint(OUT, Endpoint.BULK, FULL_SPEED_PACKET),
                                        new Endpoint(IN, Endpoint.BULK, FULL_SPEED_PACKET)),
                                null)),
                manufacturer,
                product,
                serial);
    }

    /** The device descriptor of what has an interface association: class EF, subclass 2, protocol 1. */
    static byte[] device(byte[] sound) {
        byte[] associated = sound.clone();
        associated[4] = (byte) 0xef;
        associated[5] = 2;
        associated[6] = 1;
        return associated;
    }

    /** The configuration with what a driver of this class looks for. */
    static byte[] configuration(byte[] sound) {
        return with(withFunctional(sound, COMMUNICATION, DATA), DESCRIPTOR, ASSOCIATION);
    }

    /**
     * The same configuration with the functional descriptors of CDC 1.2, 5.2.3 and PSTN 1.2, 5.3 behind the interface of
     * communications: header of release 1.10; call management by nobody; line coding and control lines can be set; the union of both
     * interfaces.
     *
     * @param communication the number of that interface
     * @param data the number of the one for data
     */
    public static byte[] withFunctional(byte[] sound, int communication, int data) {
        byte union = (byte) communication;
        byte[] functional = {
            5, 0x24, 0, 0x10, 0x01, 5, 0x24, 1, 0, (byte) data, 4, 0x24, 2, 2, 5, 0x24, 6, union, (byte) data
        };
        int at = DESCRIPTOR;
        while (sound[at + 1] != INTERFACE || sound[at + 2] != communication) {
            at += sound[at];
        }
        return with(sound, at + DESCRIPTOR, functional);
    }

    private static byte[] with(byte[] sound, int at, byte[] more) {
        byte[] whole = Arrays.copyOf(sound, sound.length + more.length);
        System.arraycopy(more, 0, whole, at, more.length);
        System.arraycopy(sound, at, whole, at + more.length, sound.length - at);
        whole[2] = (byte) whole.length;
        whole[3] = (byte) (whole.length >> 8);
        return whole;
    }
}
