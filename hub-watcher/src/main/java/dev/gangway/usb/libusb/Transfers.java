package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.model.PortPath;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.usb4java.Context;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;

/**
 * Runs the transfers of one open device. The calling thread submits them and handles the events of the device's own
 * context itself, so that there is no other thread to wait for.
 *
 * <p>One thread at a time, but for {@link #cancel}.
 */
final class Transfers {
    private static final Duration PATIENCE_FOR_REMOVAL = Duration.ofMillis(600);

    private final LibusbCarrier carrier;
    private final PortPath port;
    private final BooleanSupplier gone;
    private final PieceSize size = new PieceSize();
    private volatile boolean cancelled;

    Transfers(Context context, DeviceHandle handle, PortPath port, BooleanSupplier gone) {
        carrier = new LibusbCarrier(context, handle);
        this.port = port;
        this.gone = gone;
    }

    void cancel() {
        cancelled = true;
    }

    void checkNotCancelled() throws ChannelException {
        if (cancelled) {
            throw new ChannelException(ChannelFault.CANCELLED, "the transfer was cancelled");
        }
    }

    void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer progress) throws ChannelException {
        run(endpoint, false, data, timeout, progress);
    }

    int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
        return run(endpoint, true, into, timeout, bytes -> {});
    }

    private int run(int endpoint, boolean in, ByteBuffer data, Duration timeout, LongConsumer progress)
            throws ChannelException {
        Flight flight = new Flight(carrier, size, () -> cancelled, endpoint, in, data, timeout, progress);
        ChannelFault fault = flight.run();
        if (fault != null) {
            throw failure(fault, "endpoint " + (endpoint & 0x7f), flight.moved());
        }
        return flight.moved();
    }

    int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
        int length = Math.min(setup.length(), data.remaining());
        ByteBuffer packet = packet(setup, data, length);
        String where = "control request " + setup.request();
        NativePiece piece = carrier.take();
        int result = piece.submitControl(packet);
        if (result != LibUsb.SUCCESS) {
            carrier.giveBack(piece);
            throw LibusbErrors.failure(result, "control request to the board on " + port);
        }
        ChannelFault ours = await(piece, timeout, where);
        int moved = piece.moved();
        ChannelFault fault = piece.fault();
        carrier.giveBack(piece);
        if (fault != null) {
            throw failure(ours == null ? fault : ours, where, 0);
        }
        if (setup.isIn()) {
            data.put(packet.slice(LibUsb.CONTROL_SETUP_SIZE, moved));
        } else {
            data.position(data.position() + moved);
        }
        return moved;
    }

    private static ByteBuffer packet(SetupPacket setup, ByteBuffer data, int length) {
        ByteBuffer packet =
                ByteBuffer.allocateDirect(LibUsb.CONTROL_SETUP_SIZE + length).order(ByteOrder.LITTLE_ENDIAN);
        packet.put((byte) setup.requestType()).put((byte) setup.request());
        packet.putShort((short) setup.value()).putShort((short) setup.index()).putShort((short) length);
        if (!setup.isIn()) {
            packet.put(data.slice(data.position(), length));
        }
        return packet.rewind();
    }

    /** Waits until the kernel gives a control transfer back; returns why it was taken away, null when it was not. */
    private @Nullable ChannelFault await(NativePiece piece, Duration timeout, String where) throws ChannelException {
        @Nullable ChannelFault fault = null;
        long start = System.nanoTime();
        while (!piece.isDone()) {
            carrier.handleEvents(Flight.SLICE_MICROS);
            long passed = System.nanoTime() - start;
            if (fault == null && !piece.isDone() && (cancelled || passed > timeout.toNanos())) {
                fault = cancelled ? ChannelFault.CANCELLED : ChannelFault.TIMEOUT;
                piece.cancel();
            }
            if (passed > timeout.plus(Flight.PATIENCE_AFTER_CANCEL).toNanos()) {
                carrier.writeOff(piece);
                throw failure(ChannelFault.IO, where, 0);
            }
        }
        return fault;
    }

    /** A pulled cable first shows as broken transfers; the kernel says a moment later that the device has left. */
    private ChannelException failure(ChannelFault fault, String where, int moved) {
        ChannelFault shown = fault;
        long start = System.nanoTime();
        while (shown == ChannelFault.IO && System.nanoTime() - start < PATIENCE_FOR_REMOVAL.toNanos()) {
            if (gone.getAsBoolean()) {
                shown = ChannelFault.DISCONNECTED;
            } else {
                carrier.handleEvents(Flight.SHORT_SLICE_MICROS);
            }
        }
        return new ChannelException(shown, port + ", " + where + ": " + LibusbErrors.remedy(shown), moved);
    }

    /** Gives the native memory back; false when the kernel never gave back a transfer. */
    boolean free() {
        return carrier.free();
    }
}
