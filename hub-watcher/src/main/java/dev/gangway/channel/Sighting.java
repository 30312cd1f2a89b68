package dev.gangway.channel;

import dev.gangway.model.PortPath;
import org.jspecify.annotations.Nullable;

/**
 * A device that is attached now.
 *
 * @param port where
 * @param deviceKey the bus's name for this attach; another attach on the same port has another key
 * @param identity its descriptors; null while they have not arrived
 */
public record Sighting(
        PortPath port, long deviceKey, @Nullable UsbIdentity identity) {}
