package dev.gangway.channel;

import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import org.jspecify.annotations.Nullable;

/**
 * A device that is attached now, or a line that is there whether or not a board is behind it.
 *
 * @param port where
 * @param deviceKey the bus's name for this attach; another attach on the same port has another key
 * @param identity its descriptors; null while they have not arrived, and on a line
 * @param line what kind of line it is; null for a device
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

    /** Whether all that it will ever show without being opened is known. */
    public boolean isDescribed() {
        return identity != null || line != null;
    }
}
