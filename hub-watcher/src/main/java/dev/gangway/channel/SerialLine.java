package dev.gangway.channel;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * An open serial line: 8 data bits, no parity, one stop bit, no flow control. All methods but {@link #cancel} are called by one
 * thread, the port's worker, and block it.
 */
public non-sealed interface SerialLine extends Channel {
    /**
     * Receives what is there; the position moves.
     *
     * @param patience how long to wait for the first byte
     * @return bytes received; 0 when none came
     * @throws ChannelException DISCONNECTED when the adapter is gone, CANCELLED
     */
    int read(ByteBuffer into, Duration patience) throws ChannelException;

    /**
     * Sends all remaining bytes of the buffer; its position ends behind what this machine has taken, in failure too.
     *
     * @param stalled how long nothing may move
     * @throws ChannelException DISCONNECTED when the adapter is gone, TIMEOUT, CANCELLED
     */
    void write(ByteBuffer bytes, Duration stalled) throws ChannelException;

    /**
     * Sets the rate of both directions, in bits a second; what was sent before has left at the old one.
     *
     * @throws ChannelException UNSUPPORTED when the adapter has no such rate
     */
    void baud(int rate) throws ChannelException;

    /**
     * Sets both control lines at once; true = asserted, which is low at the pin.
     *
     * @throws ChannelException UNSUPPORTED where there are none, as on a pty: the caller goes on without
     */
    void lines(boolean dtr, boolean rts) throws ChannelException;

    /** Throws away what has come and was not read. */
    void discard() throws ChannelException;
}
