package dev.gangway.usbip;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualAttach;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** One transfer that a client submitted. All methods are called under its monitor. */
final class Urb {
    final int sequence;
    final boolean in;
    private final int endpoint;
    private final int flags;
    private final SetupPacket setup;
    private final byte[] bytes;
    private final ByteBuffer data;
    private final Object owner;
    private boolean sendEmptyPacket;
    volatile boolean over;

    /**
     * A submit.
     *
     * @param endpoint its number, 0 for control
     * @param flags transfer_flags of the submit
     * @param bytes what goes out, or room for what comes in
     */
    Urb(int sequence, boolean in, int endpoint, int flags, SetupPacket setup, byte[] bytes, Object owner) {
        this.sequence = sequence;
        this.in = in;
        this.endpoint = endpoint;
        this.flags = flags;
        this.setup = setup;
        this.bytes = bytes;
        this.data = ByteBuffer.wrap(bytes);
        this.owner = owner;
    }

    /** Tries to go on; empty when the board has to wake first, else the status for the client. */
    OptionalInt advance(VirtualAttach attach) throws ChannelException {
        if (endpoint == 0 && setup.isSetConfiguration()) {
            // USB/IP has no message for a reset of the bus. Linux sends SET_CONFIGURATION after each one (hub.c,
            // usb_reset_and_verify_device), and answers the SET_ADDRESS before it by itself.
            attach.reset();
        }
        int moved = endpoint == 0 ? attach.control(setup, data) : bulk(attach);
        if (moved == UsbFunction.NAK) {
            return OptionalInt.empty();
        }
        if (moved == UsbFunction.STALL) {
            return OptionalInt.of(Wire.BROKEN_PIPE);
        }
        boolean isShort = in && endpoint != 0 && data.hasRemaining() && (flags & Wire.SHORT_NOT_OK) != 0;
        return OptionalInt.of(isShort ? Wire.REMOTE_IO : 0);
    }

    private int bulk(VirtualAttach attach) throws ChannelException {
        return in ? bulkIn(attach) : bulkOut(attach);
    }

    private int bulkIn(VirtualAttach attach) throws ChannelException {
        while (true) {
            int before = data.position();
            int moved = attach.bulkIn(endpoint | 0x80, data, owner);
            boolean ended = moved < 0 || !data.hasRemaining() || moved == 0 || isShort(moved);
            if (ended) {
                return moved;
            }
            if (data.position() == before) {
                throw new ChannelException(ChannelFault.IO, "the board gave bytes that are not there");
            }
        }
    }

    /** The board serves at most so much a call; a full one may go on. */
    private static boolean isShort(int moved) {
        return moved % VirtualAttach.MOST_AT_ONCE != 0;
    }

    private int bulkOut(VirtualAttach attach) throws ChannelException {
        while (data.hasRemaining()) {
            int moved = attach.bulkOut(endpoint, data, owner);
            if (moved <= 0) {
                return moved;
            }
            sendEmptyPacket = (flags & Wire.ZERO_PACKET) != 0 && !data.hasRemaining();
        }
        if (sendEmptyPacket || data.limit() == 0) {
            int moved = attach.bulkOut(endpoint, ByteBuffer.allocate(0), owner);
            if (moved < 0) {
                return moved;
            }
            sendEmptyPacket = false;
        }
        return data.limit();
    }

    int size() {
        return bytes.length;
    }

    /** The whole buffer; of an IN, the first {@link #actualLength} bytes are the board's. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether some bytes of a bulk transfer have moved. */
    boolean isHalfDone() {
        return endpoint != 0 && data.position() > 0;
    }

    /** Bytes that moved so far. */
    int actualLength() {
        return endpoint == 0 && !in ? data.limit() : data.position();
    }
}
