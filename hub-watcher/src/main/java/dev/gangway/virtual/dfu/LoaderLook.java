package dev.gangway.virtual.dfu;

import dev.gangway.channel.UsbIdentity;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a DFU interface shows itself (DFU 1.1, 4.1 and 4.2).
 *
 * @param vid USB vendor id
 * @param pid USB product id
 * @param maker manufacturer's name
 * @param product product's name
 * @param serial USB serial number, null = none
 * @param settings the names of its alternate settings
 * @param attributes bmAttributes
 * @param detachTimeout wDetachTimeOut, ms
 * @param transferSize wTransferSize, bytes
 * @param version bcdDFUVersion
 * @param descriptor how the functional descriptor is shown
 */
record LoaderLook(
        int vid,
        int pid,
        String maker,
        String product,
        @Nullable String serial,
        List<String> settings,
        int attributes,
        int detachTimeout,
        int transferSize,
        int version,
        Descriptor descriptor) {
    static final int CAN_DOWNLOAD = 1;
    static final int CAN_UPLOAD = 2;
    static final int STAYS = 4;
    static final int DETACHES_ITSELF = 8;

    private static final int CONFIGURATION = 2;
    private static final int FUNCTIONAL = 0x21;

    /** How the functional descriptor is shown. */
    enum Descriptor {
        /** Behind the last setting, 9 bytes. */
        FULL,
        /** There, in the form of DFU 1.0, 7 bytes. */
        SHORT,
        /** Only when it is asked for. */
        HIDDEN
    }

    LoaderLook {
        settings = List.copyOf(settings);
    }

    boolean has(int attribute) {
        return (attributes & attribute) != 0;
    }

    /**
     * The descriptors of the device.
     *
     * @param protocol 1 in the application, 2 in the loader
     */
    UsbIdentity identity(int shownPid, int protocol, List<String> names) {
        List<UsbIdentity.Interface> interfaces = new ArrayList<>();
        for (String name : names) {
            interfaces.add(new UsbIdentity.Interface(
                    0, interfaces.size(), 0xfe, 0x01, protocol, List.of(), name.isEmpty() ? null : name));
        }
        return new UsbIdentity(
                vid, shownPid, 0x0200, 0x0100, UsbIdentity.Speed.FULL, interfaces, maker, product, serial);
    }

    /** A configuration descriptor with the functional descriptor behind its last interface, where it is shown there. */
    byte[] withFunctional(int type, byte[] sound) {
        if (type != CONFIGURATION || descriptor == Descriptor.HIDDEN) {
            return sound;
        }
        byte[] functional = functional();
        byte[] whole = new byte[sound.length + functional.length];
        System.arraycopy(sound, 0, whole, 0, sound.length);
        System.arraycopy(functional, 0, whole, sound.length, functional.length);
        whole[2] = (byte) whole.length;
        whole[3] = (byte) (whole.length >> 8);
        return whole;
    }

    /** The functional descriptor itself. */
    byte[] functional() {
        boolean old = descriptor == Descriptor.SHORT;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(old ? 7 : 9);
        bytes.write(FUNCTIONAL);
        bytes.write(attributes);
        u16(bytes, detachTimeout);
        u16(bytes, transferSize);
        if (!old) {
            u16(bytes, version);
        }
        return bytes.toByteArray();
    }

    private static void u16(ByteArrayOutputStream bytes, int value) {
        bytes.write(value);
        bytes.write(value >> 8);
    }
}
