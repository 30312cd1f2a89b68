package dev.gangway.image.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A network between a client and a server that cuts connections after so many bytes, so many times. */
final class CuttingRelay implements AutoCloseable {
    private final ServerSocket socket;
    private final int server;
    private final long after;
    private final AtomicInteger left;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    CuttingRelay(int server, long after, int times) throws IOException {
        this.server = server;
        this.after = after;
        this.left = new AtomicInteger(times);
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How many connections are still to be cut. */
    int left() {
        return left.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                threads.execute(() -> pass(client, upstream, Long.MAX_VALUE));
                threads.execute(() -> pass(upstream, client, after));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void pass(Socket from, Socket to, long most) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[1 << 14];
            long total = 0;
            for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                total += size;
                if (total > most && left.get() > 0) {
                    left.decrementAndGet();
                    return;
                }
                out.write(piece, 0, size);
            }
        } catch (IOException e) {
            // The other direction was cut.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
