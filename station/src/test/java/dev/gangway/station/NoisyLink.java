package dev.gangway.station;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP address in front of another that carries one byte wrongly, once; bytes of both directions count. */
final class NoisyLink implements AutoCloseable {
    private static final int TURNED = 0x08;

    private final ServerSocket server;
    private final int target;
    private final Noise noise;
    private final AtomicLong left;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What becomes of the byte. */
    enum Noise {
        LOST,
        DOUBLED,
        FLIPPED
    }

    /**
     * Listens.
     *
     * @param target the port of this machine to which it leads
     * @param at the byte that is carried wrongly, from 0
     */
    NoisyLink(int target, Noise noise, long at) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.noise = noise;
        this.left = new AtomicLong(at);
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "noisy-link");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(near);
                open.add(far);
                start(() -> carry(near, far));
                start(() -> carry(far, near));
            }
        } catch (IOException e) {
            close(); // so both sides see it, and a test that counts on it fails
        }
    }

    /** One end's end is the other's. */
    private void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[4096];
            for (int length = in.read(piece); length > 0; length = in.read(piece)) {
                long before = left.getAndAdd(-length);
                if (before < 0 || before >= length) {
                    out.write(piece, 0, length);
                    continue;
                }
                int at = (int) before;
                out.write(piece, 0, at);
                switch (noise) {
                    case LOST -> {}
                    case DOUBLED -> out.write(new byte[] {piece[at], piece[at]});
                    case FLIPPED -> out.write(piece[at] ^ TURNED);
                }
                out.write(piece, at + 1, length - at - 1);
            }
        } catch (IOException e) {
            open.remove(from); // the end of a connection; the other direction ends with it
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
