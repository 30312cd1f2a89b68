package dev.gangway.message;

import dev.gangway.model.PortPath;

/**
 * How a virtual port stands after {@link VirtualPlug}.
 *
 * @param port which
 * @param plugged whether a board is plugged in
 * @param refusal why what was wished was not done, with what to do; empty when it was
 */
public record VirtualPlugged(PortPath port, boolean plugged, String refusal) implements Message {}
