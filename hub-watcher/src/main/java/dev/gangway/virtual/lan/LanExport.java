package dev.gangway.virtual.lan;

import dev.gangway.virtual.VirtualHub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts boards of a virtual hub on the network: the fastboot gadget on port N of the hub answers fastboot over TCP and UDP, at one
 * number. A thread a board and transport. There is no login in this protocol: bind it to the loopback address unless the network
 * is trusted.
 */
public final class LanExport implements AutoCloseable {
    /** Fastboot's port, for both transports. */
    public static final int FASTBOOT = 5554;

    private final List<LanServer> servers = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();

    /**
     * Starts to answer.
     *
     * @param boards how many ports of the hub, from 1
     * @param first the first board's number, the next has the next; 0 = any free ones
     * @throws IOException when an address is in use or not of this machine
     */
    public LanExport(VirtualHub hub, int boards, InetAddress address, int first) throws IOException {
        try {
            for (int port = 1; port <= boards; port++) {
                int wanted = first == 0 ? 0 : first + port - 1;
                FastbootTcp tcp = started(new FastbootTcp(hub, port, new InetSocketAddress(address, wanted)));
                numbers.add(tcp.port());
                started(new FastbootUdp(hub, port, new InetSocketAddress(address, tcp.port())));
            }
        } catch (IOException e) {
            close();
            throw new IOException(
                    "cannot listen for fastboot (" + e.getMessage()
                            + "): choose another port or end the program that uses it",
                    e);
        }
    }

    private <S extends LanServer> S started(S server) {
        servers.add(server);
        Thread thread = new Thread(server::serve, server.getClass().getSimpleName() + "-" + server.port());
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    /** Where the board on this port of the hub answers, over TCP and UDP. */
    public int number(int port) {
        return numbers.get(port - 1);
    }

    @Override
    public void close() {
        servers.forEach(LanServer::close);
    }
}
