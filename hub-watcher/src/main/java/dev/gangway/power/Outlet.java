package dev.gangway.power;

import dev.gangway.channel.ChannelException;
import java.util.Optional;

/** What gives a board its power: it does what it is told, and what came of it is judged by {@link OutletPower}. Blocks. */
interface Outlet {
    /** Has the power switched. */
    void turn(boolean on) throws ChannelException;

    /** Has the power switched off and on, where the outlet has an order for that; false = it has none. */
    default boolean cycle() throws ChannelException {
        return false;
    }

    /** Whether it switches a USB socket, and not what a board has besides its plug. */
    default boolean isOfTheSocket() {
        return false;
    }

    /** How the outlet says that the power stands; empty when it does not tell. */
    Optional<Boolean> isOn() throws ChannelException;
}
