package dev.gangway.channel;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * An open device. All methods but {@link #cancel} are called by one thread, the port's worker, and block it.
 *
 * <p>A time-out counts from the last progress, not from the call. No method sends a zero-length packet unless the buffer
 * is empty.
 */
public non-sealed interface UsbSession extends Channel {
    /** What the device's descriptors say. */
    UsbIdentity identity();

    /**
     * Takes an interface, detaching a kernel driver from it where there is one until this is closed.
     *
     * @throws ChannelException BUSY when another program holds it, or this machine uses what the driver made of it, such as a
     *     mounted disk: that driver stays
     */
    void claim(int interfaceNumber) throws ChannelException;

    /**
     * Chooses a setting of a claimed interface. Endpoints that this setting lacks can't be used until another is chosen; a
     * reset and whoever claims the interface next find setting 0 again.
     *
     * @throws ChannelException STALL when the interface has no such setting
     */
    void alternate(int interfaceNumber, int setting) throws ChannelException;

    /**
     * Sends all remaining bytes of the buffer; its position ends behind what the device took, in failure too. The longer
     * the buffer, the better the wire is used: only within one call are several transfers in flight.
     *
     * @param moved gets, on the calling thread, how many bytes the device took since the last time; in sum what the
     *     position moves by
     * @throws ChannelException if not all bytes were taken
     */
    void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer moved) throws ChannelException;

    /** The same for data that is gone before anybody asks for progress. */
    default void bulkOut(int endpoint, ByteBuffer data, Duration timeout) throws ChannelException {
        bulkOut(endpoint, data, timeout, bytes -> {});
    }

    /**
     * Receives until the buffer is full or a short packet ends the transfer; the position moves.
     *
     * @return bytes received, 0 for a zero-length packet
     */
    int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException;

    /**
     * A control transfer; its direction follows from the setup packet.
     *
     * @return bytes in the data stage
     */
    int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException;

    /** Clears an endpoint's halt after a STALL. */
    void clearHalt(int endpoint) throws ChannelException;

    /**
     * Resets the device's port; the device may re-enumerate, and this session is then dead. Works after {@link #cancel} too:
     * a boot ROM whose transfer was cut off waits for the rest of it until its port is reset.
     */
    void reset() throws ChannelException;
}
