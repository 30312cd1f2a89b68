package dev.gangway.channel;

import dev.gangway.model.PowerState;

/** The power switch of one port. Blocks. */
public interface PortPower {
    /** Switches and returns what is really so afterwards, as far as the hub can tell: ON, OFF or STILL_ANSWERS. */
    PowerState set(boolean on) throws ChannelException;

    /** What the hub says, held against whether a board still answers: ON, OFF or STILL_ANSWERS. */
    PowerState state() throws ChannelException;
}
