package dev.gangway.fastboot;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Fastboot over TCP (dossier, section 5): both sides greet, then every message is its length as a big-endian u64, and its
 * bytes. The borders of messages mean nothing within a data phase.
 */
final class TcpWire implements FastbootWire {
    private static final byte[] GREETING = "FB01".getBytes(StandardCharsets.US_ASCII);
    private static final Duration GREETED = Duration.ofSeconds(2);
    private static final Duration COMMAND_TIME = Duration.ofSeconds(5);

    private final ByteStream stream;
    private final ByteBuffer head = ByteBuffer.allocateDirect(Long.BYTES);

    /** What is left of the message that is being received. */
    private long left;

    private TcpWire(ByteStream stream) {
        this.stream = stream;
    }

    /** Greets. */
    static TcpWire open(ByteStream stream) throws FailureException {
        ByteBuffer theirs = ByteBuffer.allocateDirect(GREETING.length);
        try {
            stream.write(
                    ByteBuffer.allocateDirect(GREETING.length).put(GREETING).flip(), GREETED);
            while (theirs.hasRemaining()) {
                stream.read(theirs, GREETED);
            }
        } catch (ChannelException e) {
            throw e.asFailure("greeting fastboot over TCP");
        }
        String text = StandardCharsets.ISO_8859_1.decode(theirs.flip()).toString();
        if (!text.matches("FB(0[1-9]|[1-9][0-9])")) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "greeting fastboot over TCP: \"" + text.replaceAll("[^ -~]", "?")
                            + "\" is no fastboot; does something else listen on this port?");
        }
        return new TcpWire(stream);
    }

    @Override
    public void command(ByteBuffer command) throws ChannelException {
        message(command, COMMAND_TIME, moved -> {});
    }

    @Override
    public void send(ByteBuffer bytes, Duration stalled, LongConsumer progress) throws ChannelException {
        message(bytes, stalled, progress);
    }

    private void message(ByteBuffer bytes, Duration stalled, LongConsumer progress) throws ChannelException {
        stream.write(head.clear().putLong(bytes.remaining()).flip(), stalled);
        stream.write(bytes, stalled, progress);
    }

    @Override
    public void answer(ByteBuffer into, Duration patience) throws ChannelException {
        begin(patience);
        if (left > into.remaining()) {
            throw new ChannelException(
                    ChannelFault.OVERFLOW, "an answer of " + left + " bytes came, which is no fastboot");
        }
        take(into, patience);
    }

    @Override
    public void receive(ByteBuffer into, Duration stalled) throws ChannelException {
        while (into.hasRemaining()) {
            if (left == 0) {
                begin(stalled);
            }
            take(into, stalled);
        }
    }

    private void begin(Duration patience) throws ChannelException {
        head.clear();
        while (head.hasRemaining()) {
            stream.read(head, patience);
        }
        left = head.flip().getLong();
        if (left < 0) {
            throw new ChannelException(
                    ChannelFault.OVERFLOW, "a message of negative length came, which is no fastboot");
        }
    }

    /** As much of the message as fits. */
    private void take(ByteBuffer into, Duration patience) throws ChannelException {
        int end = into.limit();
        into.limit((int) Math.min(end, into.position() + left));
        try {
            while (into.hasRemaining()) {
                left -= stream.read(into, patience);
            }
        } finally {
            into.limit(end);
        }
    }
}
