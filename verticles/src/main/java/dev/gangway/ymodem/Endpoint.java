package dev.gangway.ymodem;

import dev.gangway.model.Failure;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One end of a transfer: bytes in, bytes out, and the time, in milliseconds of any steady clock, as an input. Has no thread, no
 * clock, and knows no line. Whoever drives it sends all that {@link #next} gives, gives it all that comes, and tells it when
 * {@link #due} has come; until it is over.
 */
sealed interface Endpoint permits Sender, Receiver {
    /** Begins; once, before everything else. */
    void begin(long now);

    /** Takes what came, all of it; what came behind its end stays in the buffer. */
    void take(ByteBuffer bytes, long now);

    /** Is told that time has passed; harmless at any time. */
    void tick(long now);

    /** What is to be sent now; empty when nothing is. To be asked until it is. */
    Optional<ByteBuffer> next(long now);

    /** When it wants a {@link #tick} or has more to send, unless something comes before. */
    long due();

    /** Gives up: what is sent then tells the other end. */
    void cancel(Failure why);

    /** Whether nothing more happens here; there may be something left to send. */
    boolean isOver();

    /** Why it ended without success. */
    Optional<Failure> failure();
}
