package dev.gangway.virtual;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.SerialLine;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbHub;
import dev.gangway.channel.UsbSession;
import dev.gangway.channel.UsbTopology;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hub without hardware: ports {@code virtual:1} to {@code virtual:N}, each with a power switch, into which virtual
 * boards are plugged. Any thread may call.
 *
 * <p>Everything that happens to one board happens under the lock of its port; boards on different ports never wait for
 * each other.
 */
public final class VirtualHub implements BoardBus, UsbTopology {
    /** USB has 127 addresses a bus (USB 2.0, 8.3.2.1). */
    public static final int MOST_PORTS = 127;

    private static final Logger LOG = LoggerFactory.getLogger(VirtualHub.class);

    private final BoardTimers timers = new BoardTimers();
    private final List<HubPort> ports;
    private volatile Runnable hint = () -> {};
    private volatile boolean closed;

    /**
     * A hub with this many empty ports, all with power.
     *
     * @param portCount 1 to {@value #MOST_PORTS}
     */
    public VirtualHub(int portCount) {
        if (portCount < 1 || portCount > MOST_PORTS) {
            throw new IllegalArgumentException("a virtual hub has 1 to " + MOST_PORTS + " ports, not " + portCount);
        }
        AtomicLong keys = new AtomicLong();
        ports = IntStream.rangeClosed(1, portCount)
                .mapToObj(number -> new HubPort(PortPath.virtual(number), keys, timers.line(), this::hint))
                .toList();
    }

    /**
     * Plugs a sound board in; its descriptors arrive as soon as it enumerates.
     *
     * @param port 1 to N
     * @throws IllegalStateException when the port holds a board
     */
    public void plug(int port, VirtualBoard board) {
        plug(port, board, PlugOptions.prompt());
    }

    /** Plugs a board in, see {@link #plug(int, VirtualBoard)}. */
    public void plug(int port, VirtualBoard board, PlugOptions options) {
        port(port).plug(board, options);
    }

    /** Pulls the board, if one is there: it loses its power, and its transfers fail as disconnected. */
    public Optional<VirtualBoard> unplug(int port) {
        return port(port).unplug();
    }

    /** The board that is plugged in there, with or without power. */
    public Optional<VirtualBoard> board(int port) {
        return port(port).board();
    }

    /** Looks at or changes a board from outside, under its lock, so that no transfer or timer runs meanwhile. */
    public <T> T underLock(int port, Supplier<T> action) {
        return port(port).locked(action);
    }

    /** Bytes that moved in the life of the board that is plugged in there, or was last: what faults count. */
    public long moved(int port) {
        return port(port).moved();
    }

    /** The attach on this port as a host controller sees it; empty while nothing is enumerated there. */
    public Optional<VirtualAttach> attach(int port) {
        return port(port).attach();
    }

    @Override
    public String name() {
        return "virtual";
    }

    @Override
    public boolean owns(PortPath path) {
        return find(path).isPresent();
    }

    @Override
    public List<PortPath> ports() {
        return ports.stream().map(port -> port.path).toList();
    }

    @Override
    public List<Sighting> survey() throws ChannelException {
        checkOpen();
        return ports.stream().flatMap(port -> port.sighting().stream()).toList();
    }

    @Override
    public void onChange(Runnable newHint) {
        hint = newHint;
    }

    @Override
    public <C extends Channel> C open(PortPath path, long deviceKey, Class<C> over) throws ChannelException {
        checkOpen();
        boolean serial = over == SerialLine.class;
        if (!serial && !over.isAssignableFrom(UsbSession.class)) {
            throw ChannelException.unsupported(path, over);
        }
        HubPort port = find(path)
                .orElseThrow(() -> new ChannelException(
                        ChannelFault.DISCONNECTED,
                        "the virtual hub has no port " + path + ", it ends at " + ports.size()));
        VirtualAttach attach = port.attach(deviceKey);
        if (!attach.isIdentified()) {
            throw new ChannelException(
                    ChannelFault.IO, "the id of the board on " + path + " has not arrived yet: wait for it");
        }
        return over.cast(serial ? VirtualSerialLine.open(attach) : new VirtualSession(attach));
    }

    @Override
    public Optional<UsbTopology> topology() {
        return Optional.of(this);
    }

    @Override
    public Optional<PortPower> power(PortPath path) {
        return find(path).map(Switch::new);
    }

    @Override
    public List<UsbHub> hubs() {
        return List.of(new UsbHub(new HubPath("virtual"), new UsbHub.Shape("0000:0000", ports.size(), null), false));
    }

    @Override
    public Map<PortPath, PowerState> powers() {
        Map<PortPath, PowerState> states = new TreeMap<>();
        ports.forEach(port -> states.put(port.path, new Switch(port).state()));
        return states;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        hint = () -> {};
        ports.forEach(HubPort::unplug);
        timers.close();
    }

    private void checkOpen() throws ChannelException {
        if (closed) {
            throw new ChannelException(ChannelFault.IO, "the virtual hub is closed");
        }
    }

    private void hint() {
        try {
            hint.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the listener of the virtual hub failed");
        }
    }

    private Optional<HubPort> find(PortPath path) {
        return ports.stream().filter(port -> port.path.equals(path)).findFirst();
    }

    private HubPort port(int number) {
        if (number < 1 || number > ports.size()) {
            throw new IllegalArgumentException("the virtual hub has ports 1 to " + ports.size() + ", not " + number);
        }
        return ports.get(number - 1);
    }

    /** The power switch of one port. */
    private record Switch(HubPort port) implements PortPower {
        @Override
        public PowerState set(boolean on) {
            port.power(on);
            return state();
        }

        @Override
        public PowerState state() {
            return port.isPowered() ? PowerState.ON : PowerState.OFF;
        }
    }
}
