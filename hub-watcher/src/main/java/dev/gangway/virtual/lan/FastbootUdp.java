package dev.gangway.virtual.lan;

import dev.gangway.channel.ChannelException;
import dev.gangway.virtual.VirtualHub;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the gadget on one port over fastboot's UDP packets (fastboot.md 5). Each packet of the host gets one answer with its
 * number; the last answer is kept and sent again when its packet comes again.
 */
final class FastbootUdp implements LanServer {
    private static final Logger LOG = LoggerFactory.getLogger(FastbootUdp.class);
    private static final int MESSAGE = 1024;
    private static final int HEADER = 4;
    private static final int SMALLEST = 512;
    private static final int LONGEST_COMMAND = 4095;

    private final VirtualHub hub;
    private final int port;
    private final int size;
    private final DatagramChannel socket = DatagramChannel.open();
    private final ByteBuffer last = ByteBuffer.allocateDirect(MESSAGE);
    private final ByteBuffer command = ByteBuffer.allocateDirect(LONGEST_COMMAND);
    private GadgetTalk talk;
    private @Nullable ByteBuffer reply;
    private int expected;
    private volatile boolean closed;

    FastbootUdp(VirtualHub hub, int port, InetSocketAddress address) throws IOException {
        this.hub = hub;
        this.port = port;
        this.size = MESSAGE;
        this.talk = new GadgetTalk(hub, port);
        try {
            socket.bind(address);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public int port() {
        return socket.socket().getLocalPort();
    }

    @Override
    public void serve() {
        ByteBuffer packet = ByteBuffer.allocateDirect(1 << 16);
        while (!closed) {
            try {
                SocketAddress from = socket.receive(packet.clear());
                packet.flip();
                if (from != null && packet.remaining() >= HEADER) {
                    take(packet, from);
                }
            } catch (IOException e) {
                LOG.atDebug().log("fastboot over UDP on port " + port + ": " + e.getMessage());
                restart();
            }
        }
        talk.close();
    }

    private void restart() {
        talk.close();
        talk = new GadgetTalk(hub, port);
        reply = null;
        command.clear();
    }

    private void take(ByteBuffer packet, SocketAddress from) throws IOException {
        int kind = packet.get();
        boolean continued = (packet.get() & 1) != 0;
        int number = packet.getShort() & 0xffff;
        if (kind == 1) {
            socket.send(head(kind, number).putShort((short) expected).flip(), from);
            return;
        }
        if (number == ((expected - 1) & 0xffff) && last.position() > 0) {
            socket.send(last.duplicate().flip(), from);
            return;
        }
        if (number != expected) {
            return;
        }
        switch (kind) {
            case 2 -> {
                restart();
                int theirs = packet.remaining() >= 4 ? packet.getShort(packet.position() + 2) & 0xffff : 0;
                if (theirs < SMALLEST) {
                    answer(head(0, number).put("packets are too small".getBytes(StandardCharsets.US_ASCII)), from);
                    return;
                }
                answer(head(kind, number).putShort((short) 1).putShort((short) size), from);
            }
            case 3 -> {
                if (packet.hasRemaining()) {
                    given(packet, continued);
                    answer(head(kind, number), from);
                } else {
                    answer(next(number), from);
                }
            }
            default -> answer(head(0, number).put("unknown packet".getBytes(StandardCharsets.US_ASCII)), from);
        }
    }

    private void given(ByteBuffer data, boolean continued) throws ChannelException {
        if (talk.awaitsData()) {
            talk.give(data);
            return;
        }
        command.put(data.limit(Math.min(data.limit(), data.position() + command.remaining())));
        if (!continued) {
            talk.give(command.flip());
            command.clear();
        }
    }

    /** What the gadget says next; a long answer is continued in the next packet. */
    private ByteBuffer next(int number) throws ChannelException {
        ByteBuffer text = reply;
        if (text == null || !text.hasRemaining()) {
            text = talk.offersData() ? talk.data(size - HEADER) : talk.answer().bytes();
            reply = text;
        }
        int part = Math.min(text.remaining(), size - HEADER);
        ByteBuffer packet = head(3, number);
        packet.put(text.slice(text.position(), part));
        text.position(text.position() + part);
        packet.put(1, (byte) (text.hasRemaining() ? 1 : 0));
        return packet;
    }

    private static ByteBuffer head(int kind, int number) {
        return ByteBuffer.allocateDirect(MESSAGE).put((byte) kind).put((byte) 0).putShort((short) number);
    }

    private void answer(ByteBuffer packet, SocketAddress to) throws IOException {
        last.clear().put(packet.flip());
        expected = (expected + 1) & 0xffff;
        socket.send(packet.rewind(), to);
    }

    @Override
    public void close() {
        closed = true;
        talk.cancel();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a socket did not close");
        }
    }
}
