package dev.gangway.net;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Datagrams;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbTopology;
import dev.gangway.model.BootMode;
import dev.gangway.model.NetworkAddress;
import dev.gangway.model.PortPath;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The network ports of a station. Nothing is sent before a channel is opened: a boot loader serves one client at a time, and
 * asking whether it is there would take that place. So each port is a line, always there, and who is behind it shows when a
 * job begins. Any thread may call.
 */
public final class NetworkBus implements BoardBus {
    /** A line never leaves, so its attach has one name. */
    private static final long ALWAYS = 1;

    private final List<PortPath> ports;

    /**
     * A bus.
     *
     * @param ports those of the port map; what is no network port is left out
     */
    public NetworkBus(List<PortPath> ports) {
        TreeSet<PortPath> sorted = new TreeSet<>(ports);
        sorted.removeIf(port -> !port.isNetwork());
        this.ports = List.copyOf(sorted);
    }

    @Override
    public String name() {
        return "network";
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
                .map(port -> Sighting.line(
                        port, ALWAYS, NetworkAddress.of(port).isTcp() ? BootMode.TCP_LINE : BootMode.UDP_LINE))
                .toList();
    }

    /** Nothing comes or goes. */
    @Override
    public void onChange(Runnable hint) {}

    @Override
    public <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException {
        if (!owns(port)) {
            throw new ChannelException(ChannelFault.DISCONNECTED, "there is no port " + port + " on the network bus");
        }
        NetworkAddress address = NetworkAddress.of(port);
        if (address.isTcp() && over == ByteStream.class) {
            return over.cast(TcpStream.connect(resolved(address), port.text()));
        }
        if (!address.isTcp() && over == Datagrams.class) {
            return over.cast(UdpDatagrams.open(resolved(address), port.text()));
        }
        throw ChannelException.unsupported(port, over);
    }

    private static InetSocketAddress resolved(NetworkAddress address) throws ChannelException {
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        if (socket.isUnresolved()) {
            throw new ChannelException(
                    ChannelFault.DISCONNECTED,
                    "no address is known for " + address.host() + ": correct the port, or the network's name server");
        }
        return socket;
    }

    @Override
    public Optional<UsbTopology> topology() {
        return Optional.empty();
    }

    /** Channels are closed by who opened them. */
    @Override
    public void close() {}
}
