package dev.gangway.station;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.FileOffer;
import dev.gangway.protocol.FileServers;
import dev.gangway.protocol.FileSource;
import dev.gangway.protocol.WebOffer;
import dev.gangway.serve.HttpFileServer;
import dev.gangway.tftp.TftpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A network before our server that loses one packet in a hundred, in both directions, but never the first of a transfer. */
final class LossyTftp implements FileServers.Own {
    private static final int LOST = 100;

    private final TftpServer server;
    private final HttpFileServer http;
    private final DatagramSocket door;
    private final List<DatagramSocket> sockets = new CopyOnWriteArrayList<>();
    private final Map<SocketAddress, DatagramSocket> within = new ConcurrentHashMap<>();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong count = new AtomicLong();

    /** Bound there; the server itself is elsewhere on the loopback. */
    LossyTftp(InetAddress address, int port) throws IOException {
        server = TftpServer.open(InetAddress.getLoopbackAddress(), 0);
        http = HttpFileServer.open(address, 0);
        door = new DatagramSocket(new InetSocketAddress(address, port));
        sockets.add(door);
        start(() -> {
            while (true) {
                DatagramPacket request = receive(door);
                carry(request, address);
            }
        });
    }

    /** Moves packets until its socket is closed. */
    @FunctionalInterface
    private interface Moving {
        void run() throws IOException;
    }

    private void start(Moving moving) {
        Thread thread = new Thread(() -> {
            try {
                moving.run();
            } catch (IOException e) {
                // its socket was closed: that is how it ends
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
        socket.receive(packet);
        return packet;
    }

    /** A transfer: one socket to the client, one to the server, which answers from a port of its own. */
    private void carry(DatagramPacket request, InetAddress address) throws IOException {
        SocketAddress client = request.getSocketAddress();
        DatagramSocket outer = new DatagramSocket(new InetSocketAddress(address, 0));
        DatagramSocket inner = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        sockets.addAll(List.of(outer, inner));
        DatagramSocket before = within.put(client, inner);
        if (before != null) {
            before.close();
        }
        SocketAddress[] transfer = {server.address()};
        SplittableRandom random = new SplittableRandom(count.incrementAndGet());
        start(() -> {
            while (true) {
                DatagramPacket answer = receive(inner);
                transfer[0] = answer.getSocketAddress();
                pass(random.split(), outer, answer, client);
            }
        });
        start(() -> {
            while (true) {
                pass(random.split(), inner, receive(outer), transfer[0]);
            }
        });
        inner.send(new DatagramPacket(request.getData(), request.getLength(), server.address()));
    }

    private void pass(SplittableRandom random, DatagramSocket by, DatagramPacket packet, SocketAddress to)
            throws IOException {
        if (random.nextInt(LOST) == 0) {
            lost.incrementAndGet();
        } else {
            by.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
        }
    }

    /** How many it has lost. */
    long lost() {
        return lost.get();
    }

    /** As it is: nothing is lost on TCP. */
    @Override
    public WebOffer publish(String name, FileSource source) {
        return http.publish(name, source);
    }

    @Override
    public FileOffer offer(ImageData data, long from, long length) throws FailureException {
        FileOffer offer = server.offer(data, from, length);
        return new FileOffer() {
            @Override
            public String name() {
                return offer.name();
            }

            @Override
            public String host() {
                return door.getLocalAddress().getHostAddress();
            }

            @Override
            public int port() {
                return door.getLocalPort();
            }

            @Override
            public long acknowledged() {
                return offer.acknowledged();
            }

            @Override
            public long resent() {
                return offer.resent();
            }

            @Override
            public void close() {
                offer.close();
            }
        };
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
        server.close();
        http.close();
    }
}
