package dev.gangway.net;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Datagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/** UDP packets to and from one address; what others send is not taken. */
final class UdpDatagrams implements Datagrams {
    private static final Duration SEND = Duration.ofSeconds(2);

    private final String who;
    private final DatagramChannel socket;
    private final Waiting waiting;

    private UdpDatagrams(String who, DatagramChannel socket, Waiting waiting) {
        this.who = who;
        this.socket = socket;
        this.waiting = waiting;
    }

    /** Opens a socket for this address; nothing is sent. */
    static UdpDatagrams open(InetSocketAddress address, String who) throws ChannelException {
        try {
            DatagramChannel socket = DatagramChannel.open();
            try {
                socket.connect(address);
                return new UdpDatagrams(who, socket, new Waiting(socket));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw Waiting.told(who, e);
        }
    }

    @Override
    public void send(ByteBuffer packet) throws ChannelException {
        try {
            waiting.requireUncancelled();
            while (socket.write(packet) == 0 && packet.hasRemaining()) {
                waiting.until(SelectionKey.OP_WRITE, SEND, "no packet to " + who + " could be sent");
            }
        } catch (IOException e) {
            throw Waiting.told(who, e);
        }
    }

    @Override
    public int receive(ByteBuffer into, Duration patience) throws ChannelException {
        long deadline = System.nanoTime() + patience.toNanos();
        int begin = into.position();
        try {
            while (true) {
                waiting.requireUncancelled();
                if (socket.receive(into) != null) {
                    return into.position() - begin;
                }
                waiting.until(
                        SelectionKey.OP_READ,
                        Duration.ofNanos(Math.max(0, deadline - System.nanoTime())),
                        who + " says nothing for " + patience.toMillis() + " ms");
            }
        } catch (IOException e) {
            throw Waiting.told(who, e);
        }
    }

    @Override
    public void cancel() {
        waiting.cancel();
    }

    @Override
    public void close() {
        waiting.close();
    }
}
