package dev.gangway.virtual;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import java.nio.ByteBuffer;

/**
 * The device side of an attached virtual board. Never blocks: what cannot be served now is answered with {@link #NAK},
 * and the board calls {@link BoardPort#wake} when that may have changed. The caller holds the board's lock.
 */
public interface UsbFunction {
    /** The device is not ready; ask again after the next wake. */
    int NAK = -1;

    /** The device refuses; the endpoint stays halted until {@link #clearHalt}. */
    int STALL = -2;

    /** What the descriptors say. */
    UsbIdentity identity();

    /**
     * A descriptor as the device gives it to whoever asks over the wire.
     *
     * @param type of USB 2.0, table 9-5
     * @param index which of them
     * @param sound what the identity says in the form of USB 2.0, 9.6; a device whose descriptors are broken gives something else
     */
    default byte[] descriptor(int type, int index, byte[] sound) {
        return sound;
    }

    /**
     * Takes bytes from the host, if the device has such an endpoint: moves the buffer's position by what was taken.
     *
     * @return bytes taken, at least 1 unless the buffer is empty; or NAK or STALL
     */
    default int bulkOut(int endpoint, ByteBuffer data) {
        return STALL;
    }

    /**
     * Gives bytes to the host, if the device has such an endpoint: fills the buffer as far as the current transfer goes. A result shorter than the buffer
     * ends the transfer, as a short packet does.
     *
     * @return bytes given; or NAK or STALL
     */
    default int bulkIn(int endpoint, ByteBuffer into) {
        return STALL;
    }

    /**
     * A class or vendor control request; standard requests are answered from {@link #identity} by the bus.
     *
     * @return bytes in the data stage; or NAK or STALL
     */
    default int control(SetupPacket setup, ByteBuffer data) {
        return STALL;
    }

    /**
     * The host chose one of the settings that {@link #identity} lists for this interface; halts of its endpoints are gone.
     * The bus keeps which setting holds, refuses the others, and goes back to 0 by itself at a reset of the port.
     */
    default void alternate(int interfaceNumber, int setting) {}

    /** The host cleared the endpoint's halt. */
    default void clearHalt(int endpoint) {}

    /** The host reset the port: halts are gone, a transfer that was under way is forgotten. A board may leave and enumerate again. */
    default void busReset() {}
}
