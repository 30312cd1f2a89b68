package dev.gangway.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Takes what comes out of a program on a thread of its own, so that the program never waits for a reader, and keeps little of it. */
final class Listener {
    private static final int PIECE = 4096;

    private final InputStream in;
    private final int most;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private final byte[] ring;
    private final Thread thread;
    private long total;

    private Listener(InputStream in, int most) {
        this.in = in;
        this.most = most;
        this.ring = new byte[most];
        this.thread = new Thread(this::listen, "program-output");
        thread.setDaemon(true);
    }

    /** Begins to listen; keeps so many bytes of the beginning, and of the end. */
    static Listener to(InputStream in, int most) {
        Listener listener = new Listener(in, most);
        listener.thread.start();
        return listener;
    }

    private void listen() {
        byte[] piece = new byte[PIECE];
        try {
            for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                take(piece, size);
            }
        } catch (IOException e) {
            // It was closed: nothing more comes.
            return;
        }
    }

    private synchronized void take(byte[] piece, int size) {
        first.write(piece, 0, Math.min(size, most - first.size()));
        for (int i = Math.max(0, size - most); i < size; i++) {
            ring[(int) ((total + i) % most)] = piece[i];
        }
        total += size;
    }

    /** What has come by now, or once all has come within this time: a child in the background may hold the pipe open for ever. */
    Said heard(long millis) throws InterruptedException {
        thread.join(millis);
        if (!thread.isAlive()) {
            // Java puts what was left in the pipe of an ended program aside, where a reader may have missed it.
            listen();
        }
        synchronized (this) {
            int size = (int) Math.min(total, most);
            byte[] last = new byte[size];
            for (int i = 0; i < size; i++) {
                last[i] = ring[(int) ((total - size + i) % most)];
            }
            return new Said(first.toByteArray(), last, total);
        }
    }
}
