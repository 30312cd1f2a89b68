package dev.gangway.channel;

import dev.gangway.model.PortPath;
import java.util.List;
import java.util.Optional;

/** Where boards hang. Every bus, libusb and the virtual hub, passes the same contract test. Any thread may call. */
public interface BoardBus extends AutoCloseable {
    /** {@code libusb} or {@code virtual}. */
    String name();

    /**
     * Whether boards on this port are this bus's business, whether or not the port is there now. No port belongs to two
     * buses of a station.
     */
    boolean owns(PortPath port);

    /** Positions known without a board on them, in order; libusb knows the ports of the hubs it sees. */
    List<PortPath> ports();

    /**
     * Everything that is attached now, hubs left out. Blocks; this is the truth that hotplug only hints at.
     *
     * @throws ChannelException when the bus cannot be read, with a message that says what to do
     */
    List<Sighting> survey() throws ChannelException;

    /** Calls the hint, on any thread, whenever something may have come or gone. A later hint replaces the earlier one. */
    void onChange(Runnable hint);

    /**
     * Opens a channel to the device of this attach.
     *
     * @param over the kind of channel to speak over
     * @throws ChannelException UNSUPPORTED when this bus opens no such channel there, DISCONNECTED when another device is
     *     there now, ACCESS or BUSY with what to do
     */
    <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException;

    /** Its hubs and their power switches; empty for a bus without hubs. */
    Optional<UsbTopology> topology();

    @Override
    void close();
}
