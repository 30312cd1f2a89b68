package dev.gangway.serial;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbTopology;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The serial ports of a station's port map: fixed lines of a fixture, ptys. Nothing is opened before a job begins, since
 * opening moves the control lines, and these may reset a board. So each port is a line, always there. Any thread may call.
 */
public final class SerialBus implements BoardBus {
    /** A line never leaves, so its attach has one name. */
    private static final long ALWAYS = 1;

    private final List<PortPath> ports;

    /**
     * A bus.
     *
     * @param ports those of the port map; what is no serial port is left out
     */
    public SerialBus(List<PortPath> ports) {
        TreeSet<PortPath> sorted = new TreeSet<>(ports);
        sorted.removeIf(port -> port.serialDevice().isEmpty());
        this.ports = List.copyOf(sorted);
    }

    @Override
    public String name() {
        return "serial";
    }

    @Override
    public boolean owns(PortPath port) {
        return ports.contains(port);
    }

    @Override
    public List<PortPath> ports() {
        return ports;
    }

    @Override
    public List<Sighting> survey() {
        return ports.stream()
                .map(port -> Sighting.line(port, ALWAYS, BootMode.SERIAL_LINE))
                .toList();
    }

    /** Nothing comes or goes. */
    @Override
    public void onChange(Runnable hint) {}

    @Override
    public <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException {
        String device = port.serialDevice().orElse("");
        if (!owns(port)) {
            throw new ChannelException(ChannelFault.DISCONNECTED, "there is no port " + port + " on the serial bus");
        }
        if (over != SerialLine.class) {
            throw ChannelException.unsupported(port, over);
        }
        return over.cast(TtyLine.open(new SerialDevice(device)));
    }

    @Override
    public Optional<UsbTopology> topology() {
        return Optional.empty();
    }

    /** Channels are closed by who opened them. */
    @Override
    public void close() {}
}
