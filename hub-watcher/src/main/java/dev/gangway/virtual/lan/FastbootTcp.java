package dev.gangway.virtual.lan;

import dev.gangway.virtual.VirtualHub;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the gadget on one port over fastboot's TCP framing (fastboot.md 5), one client after the other as boot loaders do. */
final class FastbootTcp implements LanServer {
    private static final Logger LOG = LoggerFactory.getLogger(FastbootTcp.class);
    private static final int LONGEST_COMMAND = 4095;
    private static final int PIECE = 1 << 16;

    private final VirtualHub hub;
    private final int port;
    private final ServerSocket server = new ServerSocket();
    private volatile @Nullable Socket client;
    private volatile boolean closed;

    FastbootTcp(VirtualHub hub, int port, InetSocketAddress address) throws IOException {
        this.hub = hub;
        this.port = port;
        try {
            server.setReuseAddress(true);
            server.bind(address, 1);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void serve() {
        while (!closed) {
            try (Socket accepted = server.accept();
                    GadgetTalk talk = new GadgetTalk(hub, port)) {
                client = accepted;
                accepted.setTcpNoDelay(true);
                session(
                        talk,
                        new DataInputStream(accepted.getInputStream()),
                        new DataOutputStream(accepted.getOutputStream()));
            } catch (IOException e) {
                // The client has what it wanted, or its board has left: the next one may come.
                LOG.atDebug().log("fastboot over TCP on port " + port + ": " + e.getMessage());
            }
        }
    }

    private static void session(GadgetTalk talk, DataInputStream in, DataOutputStream out) throws IOException {
        byte[] greeting = in.readNBytes(4);
        out.write("FB01".getBytes(StandardCharsets.US_ASCII));
        if (!new String(greeting, StandardCharsets.ISO_8859_1).matches("FB[0-9]{2}")) {
            return;
        }
        while (true) {
            long length = in.readLong();
            if (length <= 0 || (!talk.awaitsData() && length > LONGEST_COMMAND)) {
                return;
            }
            take(talk, in, length);
            if (!talk.awaitsData()) {
                answers(talk, out);
            }
        }
    }

    private static void take(GadgetTalk talk, DataInputStream in, long length) throws IOException {
        byte[] bytes = new byte[(int) Math.min(PIECE, length)];
        for (long left = length; left > 0; ) {
            int size = (int) Math.min(bytes.length, left);
            in.readFully(bytes, 0, size);
            talk.give(ByteBuffer.allocateDirect(size).put(bytes, 0, size).flip());
            left -= size;
        }
    }

    private static void answers(GadgetTalk talk, DataOutputStream out) throws IOException {
        boolean more;
        do {
            GadgetTalk.Answer answer = talk.answer();
            message(answer.bytes(), out);
            more = answer.more();
            while (talk.offersData()) {
                message(talk.data(PIECE), out);
                more = true;
            }
        } while (more);
    }

    private static void message(ByteBuffer bytes, DataOutputStream out) throws IOException {
        out.writeLong(bytes.remaining());
        Channels.newChannel(out).write(bytes);
        out.flush();
    }

    @Override
    public void close() {
        closed = true;
        Socket open = client;
        try (server) {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a socket did not close");
        }
    }
}
