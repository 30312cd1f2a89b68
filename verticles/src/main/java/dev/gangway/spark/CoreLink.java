package dev.gangway.spark;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Messages over a stream that carries each behind two bytes of its length. One thread. */
final class CoreLink {
    /** How long a Core may take to say that a request came. */
    static final Duration ACKNOWLEDGED = Duration.ofSeconds(5);

    private static final Duration STALLED = Duration.ofSeconds(10);
    private static final int LONGEST = 640;

    private final ByteStream stream;
    private final ByteBuffer out = ByteBuffer.allocate(Short.BYTES + LONGEST);
    private final ByteBuffer in = ByteBuffer.allocate(Short.BYTES + LONGEST);
    private int id;
    private byte token;

    /** Begins to count at some number; a Core does not look at ours. */
    CoreLink(ByteStream stream, int first) {
        this.stream = stream;
        this.id = first & 0xffff;
        this.token = (byte) first;
    }

    /** Makes the bytes of a request of its number and token. */
    @FunctionalInterface
    interface Request {
        byte[] of(int id, byte token);
    }

    /** A request on its way: what answers it has its number or its token. */
    record Asked(int id, byte token) {}

    /** Sends a request with the next number and token. */
    Asked ask(Request request) throws FailureException {
        id = (id + 1) & 0xffff;
        token++;
        byte[] message = request.of(id, token);
        out.clear().putShort((short) message.length).put(message).flip();
        try {
            stream.write(out, STALLED);
        } catch (ChannelException e) {
            throw e.asFailure("speaking to the Core");
        }
        return new Asked(id, token);
    }

    /** The next message; empty when none came in this time. */
    Optional<CoapMessage> next(Duration patience) throws FailureException {
        try {
            while (!isWhole()) {
                // The rest of a message that has begun is there.
                stream.read(in, in.position() == 0 ? patience : ACKNOWLEDGED);
            }
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.TIMEOUT && in.position() == 0) {
                return Optional.empty();
            }
            throw e.asFailure("listening to the Core");
        }
        in.flip();
        int length = in.getShort() & 0xffff;
        ByteBuffer bytes = ByteBuffer.allocate(length).put(in.slice(in.position(), length));
        in.position(in.position() + length);
        in.compact();
        return Optional.of(CoapMessage.parse(bytes.flip()));
    }

    private boolean isWhole() throws FailureException {
        if (in.position() < Short.BYTES) {
            return false;
        }
        int length = in.getShort(0) & 0xffff;
        if (length > LONGEST) {
            throw new FailureException(FailureKind.PROTOCOL_GARBAGE, "a message of " + length + " bytes came");
        }
        return in.position() >= Short.BYTES + length;
    }

    /**
     * Waits for the answer with the request's token; whatever else comes is not for it.
     *
     * @throws FailureException BOARD_REFUSED when the Core refuses the request, TRANSFER_TIMEOUT when it does not answer
     */
    CoapMessage answer(Asked asked, Duration patience, String what) throws FailureException {
        return awaited(message -> message.answers(asked.token()), asked, patience, what);
    }

    /**
     * Waits until the Core says that the request came.
     *
     * @throws FailureException as {@link #answer}
     */
    void acknowledged(Asked asked, Duration patience, String what) throws FailureException {
        awaited(message -> message.acknowledges(asked.id()), asked, patience, what);
    }

    private CoapMessage awaited(Predicate<CoapMessage> wanted, Asked asked, Duration patience, String what)
            throws FailureException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Optional<CoapMessage> came = next(left);
            if (came.isEmpty()) {
                throw new FailureException(
                        FailureKind.TRANSFER_TIMEOUT,
                        what + ": the Core did not answer within " + patience.toSeconds() + " s");
            }
            CoapMessage message = came.get();
            if (wanted.test(message)) {
                return message;
            }
            requireTaken(message, asked, what);
        }
    }

    /** Throws when this message refuses the request: as an acknowledgement that has a code of an error. */
    static void requireTaken(CoapMessage message, Asked asked, String what) throws FailureException {
        // 0x01 is what firmware to 0.4.7 says where 4.00 is meant.
        if (message.acknowledges(asked.id())
                && (message.code() == CoapMessage.BAD_REQUEST || message.code() == CoapMessage.GET)) {
            throw new FailureException(FailureKind.BOARD_REFUSED, what + ": the Core refused");
        }
    }
}
