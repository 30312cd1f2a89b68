package dev.gangway.net;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongConsumer;

/** A TCP connection to a board. */
final class TcpStream implements ByteStream {
    /** A machine on the same network answers in milliseconds; its second and third SYN leave after 1 and 3 s. */
    private static final Duration CONNECT = Duration.ofSeconds(4);

    private final String who;
    private final SocketChannel socket;
    private final Waiting waiting;

    private TcpStream(String who, SocketChannel socket, Waiting waiting) {
        this.who = who;
        this.socket = socket;
        this.waiting = waiting;
    }

    /**
     * Connects.
     *
     * @param who the port's name, for people
     * @throws ChannelException DISCONNECTED when nobody answers
     */
    static TcpStream connect(InetSocketAddress address, String who) throws ChannelException {
        try {
            SocketChannel socket = SocketChannel.open();
            TcpStream stream;
            try {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                stream = new TcpStream(who, socket, new Waiting(socket));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            stream.connect(address);
            return stream;
        } catch (IOException e) {
            throw Waiting.told(who, e);
        }
    }

    /**
     * Takes a connection that another side has begun.
     *
     * @param who its name, for people
     */
    static TcpStream accepted(SocketChannel socket, String who) throws IOException {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new TcpStream(who, socket, new Waiting(socket));
    }

    private void connect(InetSocketAddress address) throws IOException {
        try {
            if (!socket.connect(address)) {
                waiting.until(SelectionKey.OP_CONNECT, CONNECT, "");
                socket.finishConnect();
            }
        } catch (ChannelException e) {
            close();
            throw e.fault() == ChannelFault.TIMEOUT
                    ? new ChannelException(
                            ChannelFault.DISCONNECTED,
                            "nobody answers on " + who + " within " + CONNECT.toSeconds()
                                    + " s: is the board on, and its cable in?")
                    : e;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void write(ByteBuffer bytes, Duration stalled, LongConsumer moved) throws ChannelException {
        int begin = bytes.position();
        try {
            while (bytes.hasRemaining()) {
                waiting.requireUncancelled();
                int sent = socket.write(bytes);
                if (sent > 0) {
                    moved.accept(sent);
                } else {
                    waiting.until(
                            SelectionKey.OP_WRITE,
                            stalled,
                            who + " has taken nothing for " + stalled.toSeconds() + " s");
                }
            }
        } catch (IOException e) {
            ChannelException told = Waiting.told(who, e);
            throw new ChannelException(told.fault(), String.valueOf(told.getMessage()), bytes.position() - begin);
        }
    }

    @Override
    public int read(ByteBuffer into, Duration patience) throws ChannelException {
        try {
            while (true) {
                waiting.requireUncancelled();
                int got = socket.read(into);
                if (got > 0) {
                    return got;
                }
                if (got < 0) {
                    throw new ChannelException(ChannelFault.DISCONNECTED, who + " ended the connection");
                }
                waiting.until(SelectionKey.OP_READ, patience, who + " says nothing for " + patience.toMillis() + " ms");
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
