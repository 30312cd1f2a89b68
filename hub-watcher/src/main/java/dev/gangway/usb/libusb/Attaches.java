package dev.gangway.usb.libusb;

import dev.gangway.channel.UsbIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Gives each attach its own key: bus and address, with a generation in front, because the kernel uses addresses again; and
 * remembers who it is, so that a survey of many boards asks each only once. Ports are the kernel's here, each half of a socket by
 * itself. Any thread may call.
 */
final class Attaches {
    private static final int ADDRESS_BITS = 16;

    private record Attach(int place, long generation, UsbIdentity identity, String socket) {
        long key() {
            return (generation << ADDRESS_BITS) | place;
        }
    }

    private final UnaryOperator<String> sockets;
    private final Map<String, Attach> known = new HashMap<>();
    private long generations;

    /**
     * Nothing is attached yet.
     *
     * @param sockets tells the socket of a port; asked once an attach, since a device stays where it is plugged in
     */
    Attaches(UnaryOperator<String> sockets) {
        this.sockets = sockets;
    }

    /** Bus and address as one number. */
    static int place(int bus, int address) {
        return (bus << 8) | address;
    }

    /** The device on this port is at this place; a new generation begins when it was not there before. */
    synchronized long seen(String port, int place, UsbIdentity identity) {
        Attach attach = known.get(port);
        Attach now = attach == null || attach.place() != place
                ? new Attach(place, ++generations, identity, sockets.apply(port))
                : new Attach(place, attach.generation(), identity, attach.socket());
        known.put(port, now);
        return now.key();
    }

    /** Who the device on this port is, if it is known from before. */
    synchronized Optional<UsbIdentity> identityOf(String port, int place) {
        return Optional.ofNullable(known.get(port))
                .filter(attach -> attach.place() == place)
                .map(Attach::identity);
    }

    /** Only these ports hold a device now. */
    synchronized void keepOnly(Set<String> ports) {
        known.keySet().retainAll(ports);
    }

    /** Devices at these places have left, whatever is there now. */
    synchronized void left(Set<Integer> places) {
        known.values().removeIf(attach -> places.contains(attach.place()));
    }

    /** The name of the device with this key; empty when its attach is over. */
    synchronized Optional<String> nameOf(long key) {
        return known.entrySet().stream()
                .filter(each -> each.getValue().key() == key)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The socket of the device on this port; empty when there is none. */
    synchronized Optional<String> socketOf(String port) {
        return Optional.ofNullable(known.get(port)).map(Attach::socket);
    }

    /** Where the device with this key is; empty when its attach is over. */
    synchronized OptionalInt placeOf(String port, long key) {
        Attach attach = known.get(port);
        return attach != null && attach.key() == key ? OptionalInt.of(attach.place()) : OptionalInt.empty();
    }
}
