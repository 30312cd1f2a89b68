package dev.gangway.usbip;

import dev.gangway.virtual.VirtualHub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports the boards of a virtual hub: port N is bus id {@code 1-N}, whatever boot mode its board is in. A board that
 * re-enumerates closes its connection, as a pulled device does; the client attaches it again.
 *
 * <p>There is no login in this protocol: bind it to the loopback address unless the network is trusted. Any thread may call.
 */
public final class UsbIpServer implements AutoCloseable {
    /** The protocol's registered port. */
    public static final int DEFAULT_PORT = 3240;

    private static final Logger LOG = LoggerFactory.getLogger(UsbIpServer.class);
    private static final int BACKLOG = 128;
    /** A full hub, three endpoints and a reader each, and room for lists. */
    private static final int MOST_THREADS = VirtualHub.MOST_PORTS * 5;

    private final VirtualHub hub;
    private final ServerSocket server;
    private final ExecutorService threads;
    private final Set<ClientConnection> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Starts to listen.
     *
     * @param port the TCP port; 0 for any free one
     * @throws IOException when the address is in use or not of this machine
     */
    public UsbIpServer(VirtualHub hub, InetAddress address, int port) throws IOException {
        this.hub = hub;
        this.server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(address, port), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "cannot listen on " + address.getHostAddress() + ":" + port + " for USB/IP (" + e.getMessage()
                            + "): choose another port or end the program that uses it",
                    e);
        }
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(0, MOST_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "usbip-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.execute(this::accept);
    }

    /** The TCP port on which it listens. */
    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                ClientConnection client = new ClientConnection(hub, socket, threads);
                clients.add(client);
                start(client);
            } catch (IOException e) {
                if (!closed) {
                    LOG.atWarn().setCause(e).log("a USB/IP connection was not accepted");
                }
            }
        }
    }

    private void start(ClientConnection client) {
        try {
            threads.execute(() -> {
                try {
                    client.run();
                } catch (RejectedExecutionException e) {
                    LOG.atWarn().log("too many USB/IP connections: one was refused");
                } finally {
                    clients.remove(client);
                    client.close();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.atWarn().log("too many USB/IP connections: one was refused");
            clients.remove(client);
            client.close();
        }
    }

    /** Stops listening and drops all clients; the boards stay plugged in. */
    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("the USB/IP socket did not close");
        }
        clients.forEach(ClientConnection::close);
        threads.shutdownNow();
    }
}
