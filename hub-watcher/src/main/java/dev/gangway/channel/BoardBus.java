package dev.gangway.channel;

import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where boards hang. Both buses, libusb and the virtual hub, pass the same contract test. Any thread may call. */
public interface BoardBus extends AutoCloseable {
    /** {@code libusb} or {@code virtual}. */
    String name();

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
     * Opens the device of this attach.
     *
     * @throws ChannelException DISCONNECTED when another device is there now, ACCESS or BUSY with what to do
     */
    UsbSession open(PortPath port, long deviceKey) throws ChannelException;

    /** The power switch of a port, if its hub has one a port. */
    Optional<PortPower> power(PortPath port);

    /** The hubs that are there now, root hubs too. Opens none of them; empty where the system does not tell. */
    List<UsbHub> hubs();

    /** How the power of every port stands. Blocks: asks each hub once; UNKNOWN for the ports of one that won't answer. */
    Map<PortPath, PowerState> powers();

    @Override
    void close();
}
