package dev.gangway.channel;

import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import org.jspecify.annotations.Nullable;

/**
 * A device that is attached now, or a line that is there whether or not a board is behind it.
 *
 * @param port where
 * @param deviceKey the bus's name for this attach; another attach on the same port has another key
 * @param identity its descriptors; null while they have not arrived, and of what has none
 * @param line what kind of line it is, or as what a board has connected over the network; null for a USB device
 */
public record Sighting(
        PortPath port,
        long deviceKey,
        @Nullable UsbIdentity identity,
        @Nullable BootMode line) {
    /** A device. */
    public Sighting(PortPath port, long deviceKey, @Nullable UsbIdentity identity) {
        this(port, deviceKey, identity, null);
    }

    /** A line; who is behind it shows only when it is spoken to. */
    public static Sighting line(PortPath port, long deviceKey, BootMode kind) {
        return new Sighting(port, deviceKey, null, kind);
    }

    /** A board that has connected over the network by itself and said who it is: it comes and goes as one on USB does. */
    public static Sighting caller(PortPath port, long deviceKey, BootMode mode) {
        return new Sighting(port, deviceKey, null, mode);
    }

    /** Whether all that it will ever show without being opened is known. */
    public boolean isDescribed() {
        return identity != null || line != null;
    }
}
