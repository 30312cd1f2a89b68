package dev.gangway.config;

import org.jspecify.annotations.Nullable;

/**
 * What stands at a port beside the socket itself.
 *
 * @param line whether a serial adapter here belongs to a fixture, in which one board follows the other unseen
 * @param power what switches its power; null = its hub, where it can
 * @param console where its boards have a console of their own; null = nowhere
 */
public record PortFixture(
        boolean line, @Nullable PowerConfig power, @Nullable PortConsole console) {
    /** A socket alone: its hub switches its power where it can, and its boards are seen, or it shows that they are not. */
    public static final PortFixture NONE = new PortFixture(false, null, null);
}
