package dev.gangway.tftp;

import dev.gangway.format.ImageData;
import dev.gangway.protocol.FileOffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the files that jobs offer, and no others: names are looked up in memory and mean no path. Bound to one address. One thread
 * of its own does all transfers; the other methods may be called by any.
 */
public final class TftpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TftpServer.class);

    /** Where clients ask when they are told nothing else. */
    public static final int USUAL_PORT = 69;

    /** More transfers at once are refused. Boards that an emulator or a router hides have one address together. */
    private static final int MOST_TRANSFERS = 256;

    private static final int MOST_OF_ONE_ADDRESS = 64;

    /** So many packets of one port are read before the others get their turn. */
    private static final int PACKETS_A_TURN = 32;

    /** A window of the largest blocks goes out as one burst. */
    private static final int SEND_BUFFER = 1 << 22;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final InetSocketAddress address;
    private final DatagramChannel door;
    private final Selector selector;
    private final Map<String, OfferedFile> offers = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final SecureRandom random = new SecureRandom();
    private final Thread thread;

    // Of the thread.
    private final Map<SocketAddress, Transfer> transfers = new HashMap<>();
    private final ByteBuffer came = ByteBuffer.allocate(1 << 16);

    private TftpServer(InetSocketAddress address, DatagramChannel door, Selector selector) {
        this.address = address;
        this.door = door;
        this.selector = selector;
        this.thread = new Thread(this::serve, "tftp");
        thread.setDaemon(true);
    }

    /**
     * Binds and serves.
     *
     * @param address of the one interface that boards are on
     * @param port the UDP port; 0 = any free one
     * @throws IOException when it can't be bound
     */
    public static TftpServer open(InetAddress address, int port) throws IOException {
        DatagramChannel door = DatagramChannel.open();
        try {
            door.bind(new InetSocketAddress(address, port)).configureBlocking(false);
            Selector selector = Selector.open();
            door.register(selector, SelectionKey.OP_READ);
            TftpServer server = new TftpServer((InetSocketAddress) door.getLocalAddress(), door, selector);
            server.thread.start();
            return server;
        } catch (IOException e) {
            door.close();
            throw e;
        }
    }

    /** Where it is asked. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Offers a stretch of an image until the offer is closed.
     *
     * @param from where it begins, bytes
     * @param length how many bytes, from 0
     */
    public FileOffer offer(ImageData data, long from, long length) {
        String name = String.format("g%x-%08x.img", count.incrementAndGet(), random.nextInt());
        OfferedFile file = new OfferedFile(name, address, data, from, length, gone -> {
            offers.remove(gone.name());
            selector.wakeup();
        });
        offers.put(name, file);
        return file;
    }

    /** Ends all transfers and lets go of the address. */
    @Override
    public void close() {
        try {
            selector.close();
            door.close();
            thread.join();
        } catch (IOException e) {
            LOG.atWarn().log("TFTP: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready, patience());
                look();
            }
        } catch (ClosedSelectorException | java.nio.channels.CancelledKeyException e) {
            LOG.atDebug().log("TFTP ends");
        } catch (IOException e) {
            LOG.atError().setCause(e).log("TFTP: nothing is served any more");
        } finally {
            transfers.values().forEach(Transfer::close);
        }
    }

    private long patience() {
        long now = System.nanoTime();
        long left = LOOK_AGAIN.toNanos();
        for (Transfer transfer : transfers.values()) {
            left = Math.min(left, transfer.sending.due() - now);
        }
        return Math.max(1, left / 1_000_000);
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Transfer transfer) {
            transfer.read();
        } else {
            requests();
        }
    }

    private void requests() {
        for (int i = 0; i < PACKETS_A_TURN; i++) {
            SocketAddress from = receive(door);
            if (from == null) {
                return;
            }
            try {
                if (TftpPacket.parse(came) instanceof TftpPacket.Request request) {
                    begin(request, from);
                }
                // Acknowledgements and errors belong to no transfer here, and are not answered: two could answer each
                // other.
            } catch (TftpRefusal e) {
                refuse(from, e);
            }
        }
    }

    private void begin(TftpPacket.Request request, SocketAddress from) throws TftpRefusal {
        OfferedFile file = offers.get(request.name());
        if (file == null) {
            throw new TftpRefusal(TftpPacket.NOT_FOUND, "File not found");
        }
        if (!request.mode().equals("octet")) {
            throw new TftpRefusal(TftpPacket.UNDEFINED, "octet is the only mode here");
        }
        TftpTerms terms = TftpTerms.of(request, file.length());
        Transfer before = transfers.remove(from);
        if (before != null) {
            before.close(); // it asks again: what was sent did not arrive
        }
        requireRoom(from);
        try {
            Transfer transfer = new Transfer(file, terms, from);
            transfers.put(from, transfer);
            transfer.begin();
        } catch (IOException e) {
            throw new TftpRefusal(TftpPacket.UNDEFINED, "no port is left for this transfer");
        }
    }

    private void requireRoom(SocketAddress from) throws TftpRefusal {
        if (isFull(from)) {
            // Transfers that have ended since the last look, or whose file is offered no more, take no room.
            look();
        }
        if (isFull(from)) {
            throw new TftpRefusal(TftpPacket.UNDEFINED, "too many transfers at once");
        }
    }

    private boolean isFull(SocketAddress from) {
        long same = transfers.keySet().stream()
                .filter(other -> host(other).equals(host(from)))
                .count();
        return transfers.size() >= MOST_TRANSFERS || same >= MOST_OF_ONE_ADDRESS;
    }

    private static InetAddress host(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress();
    }

    private void refuse(SocketAddress to, TftpRefusal why) {
        // Whoever can send a packet must not fill the log.
        LOG.atDebug().addKeyValue("peer", to).log("TFTP refused: " + why.text());
        send(door, TftpPacket.error(why.code(), why.text()), to);
    }

    /** Looks after the transfers whose time has come, and takes away those that have ended. */
    private void look() {
        long now = System.nanoTime();
        transfers.values().removeIf(transfer -> transfer.isOver(now));
    }

    private @Nullable SocketAddress receive(DatagramChannel channel) {
        try {
            SocketAddress from = channel.receive(came.clear());
            came.flip();
            return from;
        } catch (IOException e) {
            return null; // what an earlier packet met on its way
        }
    }

    /** A packet that can't be sent now is as good as lost, and will be sent again. */
    private static void send(DatagramChannel channel, ByteBuffer packet, SocketAddress to) {
        try {
            channel.send(packet, to);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("peer", to).log("TFTP: not sent: " + e.getMessage());
        }
    }

    /** A transfer, with its own port. */
    private final class Transfer {
        private final OfferedFile file;
        private final SocketAddress peer;
        private final DatagramChannel channel;
        private final TftpSending sending;
        private final long began = System.nanoTime();
        private long counted;
        private long countedBlocks;

        Transfer(OfferedFile file, TftpTerms terms, SocketAddress peer) throws IOException {
            this.file = file;
            this.peer = peer;
            this.channel = DatagramChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
                channel.bind(new InetSocketAddress(address.getAddress(), 0)).configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, this);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            this.sending = new TftpSending(file, terms, packet -> send(channel, packet, peer));
        }

        void begin() {
            sending.start(System.nanoTime());
        }

        void read() {
            for (int i = 0; i < PACKETS_A_TURN; i++) {
                SocketAddress from = receive(channel);
                if (from == null) {
                    return;
                }
                if (!from.equals(peer)) {
                    send(channel, TftpPacket.error(TftpPacket.UNKNOWN_ID, "this port is another's"), from);
                    continue;
                }
                try {
                    sending.take(TftpPacket.parse(came), System.nanoTime());
                } catch (TftpRefusal e) {
                    sending.refuse(e);
                }
                tell();
            }
        }

        private void tell() {
            file.count(sending.delivered() - counted, sending.resent() - countedBlocks);
            counted = sending.delivered();
            countedBlocks = sending.resent();
        }

        boolean isOver(long now) {
            if (file.isWithdrawn()) {
                sending.refuse(new TftpRefusal(TftpPacket.UNDEFINED, "this file is not offered any more"));
            }
            sending.tick(now);
            tell();
            if (sending.state() == TftpSending.State.RUNNING) {
                return false;
            }
            LOG.atInfo()
                    .addKeyValue("file", file.name())
                    .addKeyValue("peer", peer)
                    .addKeyValue("bytes", sending.delivered())
                    .addKeyValue("resent", sending.resent())
                    .addKeyValue("ms", (now - began) / 1_000_000)
                    .log("TFTP "
                            + sending.trouble().map(why -> "failed: " + why).orElse("delivered"));
            close();
            return true;
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.atDebug().log("TFTP: " + e.getMessage());
            }
        }
    }
}
