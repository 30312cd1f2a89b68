package dev.gangway.channel;

import dev.gangway.model.PowerState;
import java.util.Optional;

/** The power switch of one port. Blocks. */
public interface PortPower {
    /** Switches and returns what is really so afterwards, as far as the switch can tell: ON, OFF or STILL_ANSWERS. */
    PowerState set(boolean on) throws ChannelException;

    /**
     * Switches off and on again by itself, where the switch has an order for that.
     *
     * @return what is so afterwards; empty when it has none, and nothing was done
     */
    default Optional<PowerState> cycle() throws ChannelException {
        return Optional.empty();
    }

    /** Whether the socket itself loses its power, and with it an adapter that makes a line of it; else the board alone. */
    default boolean isOfTheSocket() {
        return true;
    }

    /** What the switch says, held against whether a board still answers: ON, OFF, STILL_ANSWERS, or UNKNOWN. */
    PowerState state() throws ChannelException;
}
