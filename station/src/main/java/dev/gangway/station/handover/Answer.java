package dev.gangway.station.handover;

import dev.gangway.shell.Caller;
import java.io.BufferedOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What goes back to a caller. Its streams may be written by several threads. */
final class Answer {
    private static final int BUFFER = 8192;

    /** Longer text goes as bytes: the caller's shell reads text byte by byte, and has a program for bytes. */
    private static final int LONGEST_TEXT = 1024;

    private final OutputStream wire;
    private final PrintStream out;
    private final PrintStream err;

    Answer(OutputStream wire) {
        this.wire = new BufferedOutputStream(wire, BUFFER);
        out = stream(new Frames(1, () -> {}), false);
        err = stream(new Frames(2, out), true);
    }

    private static PrintStream stream(OutputStream frames, boolean byLine) {
        return new PrintStream(new BufferedOutputStream(frames, BUFFER), byLine, StandardCharsets.UTF_8);
    }

    /** The caller's side of a command. Its standard input stays its own. */
    Caller caller(Path folder) {
        return new Caller(InputStream.nullInputStream(), out, err, folder);
    }

    /** Our word for this call, and what shows that we know the token. */
    void hello(String word, DoorProof proof) throws IOException {
        line(word + " " + proof.ours());
    }

    void accepted() throws IOException {
        line("yes");
    }

    void declined() throws IOException {
        line("no");
    }

    void ended(int code) throws IOException {
        out.flush();
        err.flush();
        line("exit " + code);
    }

    private void line(String text) throws IOException {
        synchronized (wire) {
            wire.write((text + "\n").getBytes(StandardCharsets.US_ASCII));
            wire.flush();
        }
    }

    /** One of the caller's two streams. What the other one holds back goes first, so that the order stays. */
    private final class Frames extends OutputStream {
        private final int descriptor;
        private final Flushable before;

        Frames(int descriptor, Flushable before) {
            this.descriptor = descriptor;
            this.before = before;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            before.flush();
            String kind = isText(bytes, offset, length) ? "text" : "bytes";
            synchronized (wire) {
                wire.write((kind + " " + descriptor + " " + length + "\n").getBytes(StandardCharsets.US_ASCII));
                wire.write(bytes, offset, length);
                wire.flush();
            }
        }

        private boolean isText(byte[] bytes, int offset, int length) {
            boolean text = length <= LONGEST_TEXT;
            for (int i = 0; text && i < length; i++) {
                text = bytes[offset + i] != 0;
            }
            return text;
        }
    }
}
