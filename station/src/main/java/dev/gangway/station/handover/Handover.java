package dev.gangway.station.handover;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that this process hands over through another's door, as {@code lib/bench-verb.bash} does for a shell. One thread
 * makes it and {@link #run runs} it, any thread may {@link #cancel} it.
 */
public final class Handover implements AutoCloseable {
    /** How long whoever listens may take for what needs no work, in ms. */
    private static final int PATIENCE = 10_000;

    private static final int LONGEST_LINE = 1024;
    private static final int BUFFER = 8192;
    private static final int OUT = 1;
    private static final int ERR = 2;

    private final Socket socket;
    private final InputStream in;
    private final boolean taken;

    /**
     * Hands these words over.
     *
     * @param folder where the caller stands
     * @throws IOException when nobody listens, or a stranger does, who then has been told nothing
     */
    public Handover(Door door, List<String> words, Path folder) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        boolean begun = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE);
            in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            String word = HandoverServer.word();
            send(List.of(word));
            String[] hello = line().split(" ", 2);
            DoorProof proof = DoorProof.of(door.token(), word, hello[0]);
            if (hello.length < 2 || !proof.isOurs(hello[1])) {
                throw new IOException("what listens there does not know the door's secret");
            }
            List<String> strings = new ArrayList<>(
                    List.of(proof.callers(), folder.toAbsolutePath().toString(), Integer.toString(words.size())));
            strings.addAll(words);
            send(strings);
            taken = line().equals("yes");
            socket.setSoTimeout(0);
            begun = true;
        } finally {
            if (!begun) {
                socket.close();
            }
        }
    }

    /** Whether the other side does this command; it may be of another version. */
    public boolean isTaken() {
        return taken;
    }

    /**
     * Takes what the command prints until it ends.
     *
     * @return its exit code
     * @throws IOException when the other side is gone in the middle of it, or a stream here does not take what came
     */
    public int run(OutputStream out, OutputStream err) throws IOException {
        while (true) {
            String[] said = line().split(" ");
            try {
                switch (said[0]) {
                    case "text", "bytes" ->
                        pass(stream(Integer.parseInt(said[1]), out, err), Integer.parseInt(said[2]));
                    case "exit" -> {
                        return Integer.parseInt(said[1]);
                    }
                    default -> throw new IOException("the other side says what is no answer");
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException("the other side says what is no answer", e);
            }
        }
    }

    private static OutputStream stream(int descriptor, OutputStream out, OutputStream err) throws IOException {
        return switch (descriptor) {
            case OUT -> out;
            case ERR -> err;
            default -> throw new IOException("the other side says what is no answer");
        };
    }

    private void pass(OutputStream to, int count) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int left = count; left > 0; ) {
            int read = in.read(buffer, 0, Math.min(left, buffer.length));
            if (read < 0) {
                throw gone();
            }
            to.write(buffer, 0, read);
            left -= read;
        }
        to.flush();
    }

    /** Has the command end soon; what it still says comes. */
    public void cancel() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // It has ended.
        }
    }

    private void send(List<String> strings) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String string : strings) {
            bytes.writeBytes(string.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        OutputStream to = socket.getOutputStream();
        to.write(bytes.toByteArray());
        to.flush();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() == LONGEST_LINE) {
                throw gone();
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private static EOFException gone() {
        return new EOFException("the other side ended in the middle of this command");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
