package dev.gangway.channel;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * An open stream of bytes to a board, such as a TCP connection: in order, without borders. All methods but {@link #cancel}
 * are called by one thread, the port's worker, and block it.
 */
public non-sealed interface ByteStream extends Channel {
    /**
     * Sends all remaining bytes of the buffer; its position ends behind what this machine has taken, in failure too.
     *
     * @param stalled how long nothing may move
     * @param moved gets how many bytes went since the last time; in sum what the position moves by
     * @throws ChannelException DISCONNECTED when the other side has ended the stream, TIMEOUT
     */
    void write(ByteBuffer bytes, Duration stalled, LongConsumer moved) throws ChannelException;

    /** The same for bytes whose progress nobody asks for. */
    default void write(ByteBuffer bytes, Duration stalled) throws ChannelException {
        write(bytes, stalled, moved -> {});
    }

    /**
     * Receives what is there, at least one byte; the position moves.
     *
     * @param patience how long to wait for the first byte
     * @return bytes received
     * @throws ChannelException DISCONNECTED at the end of the stream, TIMEOUT
     */
    int read(ByteBuffer into, Duration patience) throws ChannelException;
}
