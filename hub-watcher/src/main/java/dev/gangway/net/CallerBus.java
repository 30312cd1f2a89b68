package dev.gangway.net;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Reception;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbTopology;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Boards that connect to the station by themselves: each is its own port, and is there from when the reception has let it in until
 * its connection ends. One thread accepts, as many as connect at once receive, and one looks after those that nobody speaks to.
 * Any thread may call.
 */
public final class CallerBus implements BoardBus {
    private static final Logger LOG = LoggerFactory.getLogger(CallerBus.class);
    private static final int BACKLOG = 64;
    private static final Duration TENDED = Duration.ofMillis(100);

    private final ServerSocketChannel server;
    private final Reception reception;
    private final List<PortPath> known;
    private final CallerGate gate = new CallerGate();
    private final ExecutorService receivers = Executors.newCachedThreadPool(daemons("caller"));
    private final ScheduledExecutorService keeper =
            Executors.newSingleThreadScheduledExecutor(daemons("caller-keeper"));
    private volatile Runnable hint = () -> {};

    // Mutable state, under its own lock.
    private final Map<PortPath, Present> present = new TreeMap<>();
    private long keys;

    /** A board that is connected. */
    private record Present(long key, Reception.Guest guest) {}

    private CallerBus(ServerSocketChannel server, Reception reception, List<PortPath> known) {
        this.server = server;
        this.reception = reception;
        TreeSet<PortPath> sorted = new TreeSet<>(known);
        sorted.removeIf(port -> !port.isCaller());
        this.known = List.copyOf(sorted);
    }

    /**
     * Begins to listen.
     *
     * @param known ports that shall be shown before their board has ever connected; others are left out
     * @throws ChannelException BUSY or ACCESS when this machine does not let it, with what to do
     */
    public static CallerBus listen(InetSocketAddress address, Reception reception, List<PortPath> known)
            throws ChannelException {
        try {
            ServerSocketChannel server = ServerSocketChannel.open();
            try {
                server.bind(address, BACKLOG);
            } catch (IOException e) {
                server.close();
                throw e;
            }
            CallerBus bus = new CallerBus(server, reception, known);
            Thread accepting = daemons("caller-accept").newThread(bus::accept);
            accepting.start();
            bus.keeper.scheduleWithFixedDelay(bus::tend, TENDED.toMillis(), TENDED.toMillis(), TimeUnit.MILLISECONDS);
            return bus;
        } catch (IOException e) {
            throw new ChannelException(
                    ChannelFault.BUSY,
                    "cannot listen for boards on " + address.getHostString() + ":" + address.getPort() + " ("
                            + e.getMessage() + "): choose another address in cloud, or end the program that has it");
        }
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The port on which it listens. */
    public int listensOn() {
        return server.socket().getLocalPort();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel socket = server.accept();
                InetSocketAddress from = (InetSocketAddress) socket.getRemoteAddress();
                String address = from.getAddress().getHostAddress();
                if (!gate.enter(address)) {
                    socket.close(); // a Core tries again by itself
                    continue;
                }
                receivers.execute(() -> {
                    try {
                        receive(socket, address);
                    } finally {
                        gate.leave(address);
                    }
                });
            } catch (AsynchronousCloseException e) {
                return;
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.atWarn().log("a connection could not be accepted: " + e.getMessage());
            }
        }
    }

    private void receive(SocketChannel socket, String address) {
        try {
            TcpStream stream = TcpStream.accepted(socket, address);
            try {
                admit(reception.receive(stream));
            } catch (FailureException | RuntimeException e) {
                stream.close();
                gate.refused(address, String.valueOf(e.getMessage()));
            }
        } catch (IOException e) {
            gate.refused(address, String.valueOf(e.getMessage()));
        }
    }

    private void admit(Reception.Guest guest) {
        Present before;
        synchronized (present) {
            if (!server.isOpen()) {
                before = new Present(0, guest);
            } else {
                keys++;
                before = present.put(guest.port(), new Present(keys, guest));
                LOG.atInfo().addKeyValue("port", guest.port()).log("a board has connected");
            }
        }
        if (before != null) {
            before.guest().close(); // the new one has proved that it is the same board
        }
        hint.run();
    }

    private void tend() {
        List<Map.Entry<PortPath, Present>> all;
        synchronized (present) {
            all = new ArrayList<>(present.entrySet());
        }
        for (Map.Entry<PortPath, Present> each : all) {
            try {
                if (!each.getValue().guest().tend()) {
                    forget(each.getKey(), each.getValue());
                }
            } catch (RuntimeException e) {
                // One board that breaks must not end the care for the others.
                LOG.atError().addKeyValue("port", each.getKey()).setCause(e).log("a connection broke");
                each.getValue().guest().close();
                forget(each.getKey(), each.getValue());
            }
        }
    }

    private void forget(PortPath port, Present gone) {
        boolean was;
        synchronized (present) {
            was = present.remove(port, gone);
        }
        if (was) {
            hint.run();
        }
    }

    @Override
    public String name() {
        return "cloud";
    }

    @Override
    public boolean owns(PortPath port) {
        return port.isCaller();
    }

    @Override
    public List<PortPath> ports() {
        return known;
    }

    @Override
    public List<Sighting> survey() {
        synchronized (present) {
            return present.entrySet().stream()
                    .map(each -> Sighting.caller(
                            each.getKey(),
                            each.getValue().key(),
                            each.getValue().guest().mode()))
                    .toList();
        }
    }

    @Override
    public void onChange(Runnable told) {
        hint = told;
    }

    @Override
    public <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException {
        Present there;
        synchronized (present) {
            there = present.get(port);
        }
        if (there == null || there.key() != deviceKey) {
            throw new ChannelException(
                    ChannelFault.DISCONNECTED,
                    port + " is not connected: is the board on, and its radio network there?");
        }
        if (over != ByteStream.class) {
            throw ChannelException.unsupported(port, over);
        }
        try {
            return over.cast(there.guest().converse());
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.DISCONNECTED) {
                forget(port, there);
            }
            throw e;
        }
    }

    @Override
    public Optional<UsbTopology> topology() {
        return Optional.empty();
    }

    @Override
    public void close() {
        List<Present> all;
        try {
            server.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a socket did not close");
        }
        synchronized (present) {
            all = new ArrayList<>(present.values());
            present.clear();
        }
        keeper.shutdownNow();
        receivers.shutdownNow();
        all.forEach(each -> each.guest().close());
    }
}
