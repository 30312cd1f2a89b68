package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.model.PortPath;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
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
 * <p>A large OUT is cut into pieces of which several are in flight. An IN is not: what a short packet leaves over would land
 * in the next piece. Pieces never time out by themselves, because a transfer that is cut off by the kernel's clock can lose
 * count of what the device took; the time-out here counts from the last piece that came through.
 *
 * <p>One thread at a time, but for {@link #cancel}.
 */
final class Transfers {
    /** 128 KiB: at the 190 kB/s of the slowest boot ROMs a piece still ends within a second. */
    private static final int FIRST_PIECE = 128 * 1024;

    private static final int SMALLEST_PIECE = 4 * 1024;
    /** 512 KiB: what Linux gathers from 32 scattered buffers of 16 KiB; more needs one stretch of kernel memory. */
    private static final int LARGEST_PIECE = 512 * 1024;
    /** A piece that took no longer shows that larger ones are no risk to the time-out; each costs the same work. */
    private static final long FAST_NANOS = 100_000_000;
    /** Linux lends 16 MiB to all devices together, so one may not take much. */
    private static final int BYTES_IN_FLIGHT = 1 << 20;

    private static final int MOST_IN_FLIGHT = 4;
    private static final long SLICE_MICROS = 50_000;
    private static final long SHORT_SLICE_MICROS = 5_000;
    private static final Duration PATIENCE_AFTER_CANCEL = Duration.ofSeconds(10);
    private static final Duration PATIENCE_FOR_REMOVAL = Duration.ofMillis(600);

    private final Context context;
    private final DeviceHandle handle;
    private final PortPath port;
    private final BooleanSupplier gone;
    private final Deque<Piece> idle = new ArrayDeque<>();
    private final List<Piece> lost = new ArrayList<>();
    private volatile boolean cancelled;

    // Mutable state: grows while the device is fast; halved for good when the kernel has no memory.
    private int pieceSize = FIRST_PIECE;
    private int largest = LARGEST_PIECE;

    Transfers(Context context, DeviceHandle handle, PortPath port, BooleanSupplier gone) {
        this.context = context;
        this.handle = handle;
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
        run(endpoint, data, timeout, false, progress);
    }

    int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
        return run(endpoint, into, timeout, true, bytes -> {});
    }

    private int run(int endpoint, ByteBuffer data, Duration timeout, boolean in, LongConsumer progress)
            throws ChannelException {
        int start = data.position();
        int limit = data.limit();
        int next = start;
        int served = start;
        int told = start;
        boolean begun = false;
        boolean ended = false;
        @Nullable ChannelFault fault = null;
        Deque<Piece> flight = new ArrayDeque<>();
        long lastProgress = System.nanoTime();
        long faultAt = 0;
        while (true) {
            while (fault == null && !ended && flight.size() < (in ? 1 : mostInFlight()) && (next < limit || !begun)) {
                Piece piece = idle.isEmpty() ? new Piece() : idle.pop();
                int length = Math.min(pieceSize, limit - next);
                piece.fill(handle, endpoint, data, next, length, in);
                int result = LibUsb.submitTransfer(piece.transfer);
                if (result == LibUsb.SUCCESS) {
                    flight.add(piece);
                    next += length;
                    begun = true;
                    continue;
                }
                idle.push(piece);
                if (result != LibUsb.ERROR_NO_MEM) {
                    fault = LibusbErrors.ofCode(result);
                }
                largest = Math.max(SMALLEST_PIECE, pieceSize / 2);
                pieceSize = largest;
                break;
            }
            boolean complete = ended || (begun && next == limit);
            if (flight.isEmpty() && (fault != null || complete)) {
                break;
            }
            // With nothing in flight the kernel had no memory: other boards' transfers must end first.
            handleEvents(flight.isEmpty() ? SHORT_SLICE_MICROS : SLICE_MICROS);
            while (!flight.isEmpty() && flight.element().done) {
                Piece piece = flight.remove();
                int moved = piece.finish(data, in);
                boolean whole = piece.isComplete() && moved == piece.length;
                if (fault == null) {
                    served += moved;
                    long now = System.nanoTime();
                    if (whole && piece.length == pieceSize && now - lastProgress < FAST_NANOS) {
                        pieceSize = Math.min(largest, 2 * pieceSize);
                    }
                    lastProgress = now;
                    if (!piece.isComplete()) {
                        fault = LibusbErrors.ofTransferStatus(piece.transfer.status());
                    } else if (!whole && !in) {
                        fault = ChannelFault.IO;
                    }
                    ended = in && !whole;
                } else if (served == piece.offset && faultIsOurs(fault)) {
                    served += moved;
                }
                idle.push(piece);
            }
            if (served > told) {
                progress.accept(served - told);
                told = served;
            }
            if (fault == null && cancelled) {
                fault = ChannelFault.CANCELLED;
            } else if (fault == null && System.nanoTime() - lastProgress > timeout.toNanos()) {
                fault = begun ? ChannelFault.TIMEOUT : ChannelFault.NO_MEMORY;
            }
            if (fault != null && !flight.isEmpty()) {
                faultAt = faultAt == 0 ? System.nanoTime() : faultAt;
                cancelAll(flight);
                if (System.nanoTime() - faultAt > PATIENCE_AFTER_CANCEL.toNanos()) {
                    lost.addAll(flight);
                    flight.clear();
                }
            }
        }
        data.position(served);
        if (fault != null) {
            throw failure(fault, "endpoint " + (endpoint & 0x7f), served - start);
        }
        return served - start;
    }

    private int mostInFlight() {
        return Math.max(2, Math.min(MOST_IN_FLIGHT, BYTES_IN_FLIGHT / pieceSize));
    }

    /** After a cancel of our own, what the device took until then counts as long as there is no gap. */
    private static boolean faultIsOurs(ChannelFault fault) {
        return fault == ChannelFault.CANCELLED || fault == ChannelFault.TIMEOUT;
    }

    /** Last first, so that no later piece starts because an earlier one was taken away. */
    private static void cancelAll(Deque<Piece> flight) {
        for (Iterator<Piece> i = flight.descendingIterator(); i.hasNext(); ) {
            Piece piece = i.next();
            if (!piece.done && !piece.cancelled) {
                piece.cancelled = true;
                LibUsb.cancelTransfer(piece.transfer);
            }
        }
    }

    int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
        int length = Math.min(setup.length(), data.remaining());
        ByteBuffer whole =
                ByteBuffer.allocateDirect(LibUsb.CONTROL_SETUP_SIZE + length).order(ByteOrder.LITTLE_ENDIAN);
        whole.put((byte) setup.requestType()).put((byte) setup.request());
        whole.putShort((short) setup.value()).putShort((short) setup.index()).putShort((short) length);
        if (!setup.isIn()) {
            whole.put(data.slice(data.position(), length));
        }
        Piece piece = idle.isEmpty() ? new Piece() : idle.pop();
        piece.fillControl(handle, whole.rewind());
        LibusbErrors.check(LibUsb.submitTransfer(piece.transfer), "control request to the board on " + port);
        @Nullable ChannelFault fault = null;
        long start = System.nanoTime();
        while (!piece.done) {
            handleEvents(SLICE_MICROS);
            long passed = System.nanoTime() - start;
            if (fault == null && !piece.done && (cancelled || passed > timeout.toNanos())) {
                fault = cancelled ? ChannelFault.CANCELLED : ChannelFault.TIMEOUT;
                LibUsb.cancelTransfer(piece.transfer);
            }
            if (passed > timeout.plus(PATIENCE_AFTER_CANCEL).toNanos()) {
                lost.add(piece);
                throw failure(ChannelFault.IO, "control request " + setup.request(), 0);
            }
        }
        boolean complete = piece.isComplete();
        int moved = piece.transfer.actualLength();
        ChannelFault state = LibusbErrors.ofTransferStatus(piece.transfer.status());
        idle.push(piece);
        if (!complete) {
            throw failure(fault == null ? state : fault, "control request " + setup.request(), 0);
        }
        if (setup.isIn()) {
            data.put(whole.slice(LibUsb.CONTROL_SETUP_SIZE, moved));
        } else {
            data.position(data.position() + moved);
        }
        return moved;
    }

    private void handleEvents(long micros) {
        LibUsb.handleEventsTimeout(context, micros);
    }

    /** A pulled cable first shows as broken transfers; the kernel says a moment later that the device has left. */
    private ChannelException failure(ChannelFault fault, String where, int moved) {
        ChannelFault shown = fault;
        long start = System.nanoTime();
        while (shown == ChannelFault.IO && System.nanoTime() - start < PATIENCE_FOR_REMOVAL.toNanos()) {
            if (gone.getAsBoolean()) {
                shown = ChannelFault.DISCONNECTED;
            } else {
                handleEvents(SHORT_SLICE_MICROS);
            }
        }
        return new ChannelException(shown, port + ", " + where + ": " + LibusbErrors.remedy(shown), moved);
    }

    /** Gives the native memory back; false when the kernel never gave back a transfer. */
    boolean free() {
        idle.forEach(piece -> LibUsb.freeTransfer(piece.transfer));
        idle.clear();
        return lost.isEmpty();
    }
}
