package dev.gangway.ymodem;

import dev.gangway.format.ImageData;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A sender and a receiver, and between them a line on which time costs nothing. */
final class Pair {
    private static final int STEPS = 200_000;

    final Sender sender;
    final Receiver receiver;
    final List<String> log = new ArrayList<>();
    private final List<FileHeader> headers = new ArrayList<>();
    private final List<byte[]> files = new ArrayList<>();
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private UnaryOperator<byte[]> toReceiver = bytes -> bytes;
    private UnaryOperator<byte[]> toSender = bytes -> bytes;
    private long now;

    Pair(Sender sender, Receiver receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    static Pair of(SendOptions options, ReceiveOptions back, byte[]... contents) {
        List<Outgoing> outgoing = new ArrayList<>();
        for (byte[] content : contents) {
            outgoing.add(new Outgoing("file" + outgoing.size() + ".bin", ImageData.of(ByteBuffer.wrap(content))));
        }
        return new Pair(new Sender(outgoing, options), new Receiver(back));
    }

    static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** What the line makes of each run of bytes on its way to the receiver. */
    Pair spoilingData(UnaryOperator<byte[]> line) {
        toReceiver = line;
        return this;
    }

    /** The same for the receiver's answers. */
    Pair spoilingAnswers(UnaryOperator<byte[]> line) {
        toSender = line;
        return this;
    }

    Pair run() {
        receiver.begin(now);
        sender.begin(now);
        for (int step = 0; step < STEPS && !(quiet(sender) && quiet(receiver)); step++) {
            boolean moved = move(sender, receiver, toReceiver, ">");
            moved |= move(receiver, sender, toSender, "<");
            collect();
            if (!moved) {
                now = Math.max(now, Math.min(dueOf(sender), dueOf(receiver)));
                sender.tick(now);
                receiver.tick(now);
            }
        }
        return this;
    }

    private boolean quiet(Endpoint end) {
        return end.isOver();
    }

    private static long dueOf(Endpoint end) {
        return end.isOver() ? Long.MAX_VALUE : end.due();
    }

    private boolean move(Endpoint from, Endpoint to, UnaryOperator<byte[]> line, String arrow) {
        Optional<ByteBuffer> next = from.next(now);
        if (next.isEmpty()) {
            return false;
        }
        byte[] bytes = new byte[next.get().remaining()];
        next.get().get(bytes);
        log.add(String.format("%s%d:%02x", arrow, bytes.length, bytes[0]));
        to.take(ByteBuffer.wrap(line.apply(bytes)), now);
        return true;
    }

    private void collect() {
        for (Incoming each : receiver.got()) {
            if (each instanceof Incoming.Began began) {
                headers.add(began.header());
            } else if (each instanceof Incoming.Data data) {
                byte[] bytes = new byte[data.bytes().remaining()];
                data.bytes().get(bytes);
                file.writeBytes(bytes);
            } else {
                files.add(file.toByteArray());
                file.reset();
            }
        }
    }

    List<FileHeader> headers() {
        return headers;
    }

    List<byte[]> files() {
        return files;
    }

    /** Milliseconds that went by. */
    long took() {
        return now;
    }
}
