package dev.gangway.station.lab.emulated;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.Locale;

/**
 * Packets of gdb's remote protocol (GDB manual, appendix E.1): {@code $text#checksum}, each acknowledged with a plus, or
 * asked for again with a minus. One thread at a time.
 */
final class GdbPackets {
    private static final int TRIES = 3;

    private final InputStream in;
    private final OutputStream out;

    GdbPackets(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    /** Sends a packet until it is acknowledged. */
    void send(String text) throws IOException {
        byte[] packet = String.format(Locale.ROOT, "$%s#%02x", text, sum(text)).getBytes(ISO_8859_1);
        for (int i = 0; i < TRIES; i++) {
            out.write(packet);
            out.flush();
            int answer = next();
            if (answer == '+') {
                return;
            }
            if (answer != '-') {
                throw new IOException("gdb stub: a packet was answered with byte " + answer + " in place of + or -");
            }
        }
        throw new IOException("gdb stub: it refused the packet " + text + " " + TRIES + " times");
    }

    /** The next packet's text, after it was acknowledged. */
    String receive() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int start = next();
            if (start != '$') {
                throw new IOException("gdb stub: a packet begins with byte " + start + " in place of $");
            }
            StringBuilder text = new StringBuilder();
            for (int c = next(); c != '#'; c = next()) {
                text.append((char) c);
            }
            String sum = "" + (char) next() + (char) next();
            boolean sound = sum.equalsIgnoreCase(String.format(Locale.ROOT, "%02x", sum(text)));
            out.write(sound ? '+' : '-');
            out.flush();
            if (sound) {
                return text.toString();
            }
        }
        throw new IOException("gdb stub: a packet came damaged " + TRIES + " times");
    }

    private int next() throws IOException {
        try {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("gdb stub: it hung up");
            }
            return c;
        } catch (SocketTimeoutException e) {
            throw new IOException("gdb stub: it is silent", e);
        }
    }

    private static int sum(CharSequence text) {
        return text.chars().sum() & 0xff;
    }
}
