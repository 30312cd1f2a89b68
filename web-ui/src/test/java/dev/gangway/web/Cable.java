package dev.gangway.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What lies between a browser and a station. While it is cut, nothing passes and nobody is told: connections stand and new
 * ones are taken, as with a pulled cable or a stopped process.
 */
final class Cable implements AutoCloseable {
    private final ServerSocket near;
    private final int far;
    private final Queue<Socket> ends = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mended = lock.newCondition();
    private boolean cut;
    private volatile boolean severed;

    /** A whole one to this port of the loopback. */
    Cable(int far) throws IOException {
        this.far = far;
        near = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        carry(this::accept);
    }

    /** The port at the browser's end. */
    int port() {
        return near.getLocalPort();
    }

    /** Nothing passes any more. */
    void cut() {
        lock.lock();
        try {
            cut = true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every connection, and each new one at once: Chromium sends a request again whose connection was an older one. */
    void sever() throws IOException {
        severed = true;
        for (Socket end = ends.poll(); end != null; end = ends.poll()) {
            end.close();
        }
    }

    /** New connections pass again. */
    void join() {
        severed = false;
    }

    /** Everything that waited passes. */
    void mend() {
        lock.lock();
        try {
            cut = false;
            mended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket browser = near.accept();
            if (severed) {
                browser.close();
                continue;
            }
            Socket station = new Socket(InetAddress.getLoopbackAddress(), far);
            ends.add(browser);
            ends.add(station);
            carry(() -> copy(browser, station));
            carry(() -> copy(station, browser));
        }
    }

    private void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] part = new byte[8192];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                waitUntilWhole();
                out.write(part, 0, read);
                out.flush();
            }
        }
    }

    private void waitUntilWhole() {
        lock.lock();
        try {
            while (cut) {
                mended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private interface Carrying {
        void run() throws IOException;
    }

    private static void carry(Carrying work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // One of the two ends hung up, or the cable is gone.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        mend();
        near.close();
        for (Socket end : ends) {
            end.close();
        }
    }
}
