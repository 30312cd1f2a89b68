package dev.gangway.channel;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Packets to and from one board, such as UDP: each arrives whole or not at all, in any order, once or more often. All methods
 * but {@link #cancel} are called by one thread, the port's worker, and block it.
 */
public non-sealed interface Datagrams extends Channel {
    /**
     * Sends the buffer's remaining bytes as one packet.
     *
     * @throws ChannelException DISCONNECTED when nobody listens there, as far as that is known
     */
    void send(ByteBuffer packet) throws ChannelException;

    /**
     * Receives one packet; the position moves. What does not fit is lost.
     *
     * @return its length, 0 for an empty one
     * @throws ChannelException TIMEOUT, or DISCONNECTED when nobody listens there
     */
    int receive(ByteBuffer into, Duration patience) throws ChannelException;
}
