package dev.gangway.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device's descriptors say.
 *
 * @param vid vendor id, 0 to 0xffff (never a signed short)
 * @param pid product id, 0 to 0xffff
 * @param bcdUsb USB version, for example 0x0200
 * @param bcdDevice device release
 * @param speed how fast it runs
 * @param interfaces the interfaces of the first configuration, alternate settings included
 * @param manufacturer string, where there is one
 * @param product string, where there is one
 * @param serial string, where there is one; several boards may carry the same
 */
public record UsbIdentity(
        int vid,
        int pid,
        int bcdUsb,
        int bcdDevice,
        Speed speed,
        List<Interface> interfaces,
        @Nullable String manufacturer,
        @Nullable String product,
        @Nullable String serial) {
    /** Copies the list. */
    public UsbIdentity {
        interfaces = List.copyOf(interfaces);
    }

    /** Signalling rate. */
    public enum Speed {
        LOW,
        FULL,
        HIGH,
        SUPER
    }

    /** One alternate setting of one interface; class codes as in usb.org's list. */
    public record Interface(
            int number,
            int alternate,
            int interfaceClass,
            int subClass,
            int protocol,
            List<Endpoint> endpoints,
            @Nullable String name) {
        /** Copies the list. */
        public Interface {
            endpoints = List.copyOf(endpoints);
        }

        /** The first bulk endpoint of this direction. */
        public java.util.Optional<Endpoint> bulk(boolean in) {
            return endpoints.stream()
                    .filter(e -> e.type() == Endpoint.BULK && e.isIn() == in)
                    .findFirst();
        }
    }

    /**
     * An endpoint.
     *
     * @param address number, with bit 7 set for device to host
     * @param type transfer type, bits 0 and 1 of bmAttributes
     * @param maxPacket bytes a packet
     */
    public record Endpoint(int address, int type, int maxPacket) {
        /** The {@link #type} of bulk endpoints. */
        public static final int BULK = 2;

        /** Whether it goes from device to host. */
        public boolean isIn() {
            return (address & 0x80) != 0;
        }
    }
}
