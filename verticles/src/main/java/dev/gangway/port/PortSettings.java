package dev.gangway.port;

import dev.gangway.config.PortFixture;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;

/**
 * What a port's verticle is told about itself.
 *
 * @param port its position
 * @param slot its label
 * @param station the station's name, for the record
 * @param quarantineAfter how many different boards in a row may fail here, 0 = any number
 * @param fixture what stands there beside the socket
 */
public record PortSettings(PortPath port, Slot slot, String station, int quarantineAfter, PortFixture fixture) {}
