package dev.gangway.port;

import dev.gangway.config.PortConsole;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import org.jspecify.annotations.Nullable;

/**
 * What a port's verticle is told about itself.
 *
 * @param port its position
 * @param slot its label
 * @param station the station's name, for the record
 * @param quarantineAfter how many different boards in a row may fail here, 0 = any number
 * @param line whether a serial adapter here belongs to a fixture, in which one board follows the other unseen
 * @param console where its boards have a console of their own; null = nowhere
 */
public record PortSettings(
        PortPath port,
        Slot slot,
        String station,
        int quarantineAfter,
        boolean line,
        @Nullable PortConsole console) {}
