package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelFault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.usb4java.LibUsb;

/**
 * One bulk transfer under way: cut into pieces of which several are in flight. Pieces never time out by themselves, because
 * a transfer that is cut off by the kernel's clock can lose count of what the device took; the time-out here counts from the
 * last piece that came through. For one thread, and one transfer.
 */
final class Flight {
    static final long SLICE_MICROS = 50_000;
    /** With nothing in flight the kernel had no memory: other boards' transfers must end first. */
    static final long SHORT_SLICE_MICROS = 5_000;

    /** How long the kernel may take to give pieces back that were cancelled. */
    static final Duration PATIENCE_AFTER_CANCEL = Duration.ofSeconds(10);

    private final Carrier carrier;
    private final PieceSize size;
    private final BooleanSupplier cancelled;
    private final int endpoint;
    private final boolean in;
    private final ByteBuffer data;
    private final Duration timeout;
    private final LongConsumer progress;
    private final int start;
    private final int limit;
    private final Deque<Piece> flying = new ArrayDeque<>();

    // Mutable state: places in the buffer, each at least as far as the next.
    private int next;
    private int served;
    private int told;

    private boolean begun;
    private boolean ended;
    private long lastProgress;
    private @Nullable ChannelFault fault;
    private long faultAt;

    /**
     * A transfer that has not begun.
     *
     * @param cancelled whether a person wants it to end
     * @param data from its position to its limit
     * @param timeout how long nothing may come through
     * @param progress gets how many bytes came through since the last time
     */
    Flight(
            Carrier carrier,
            PieceSize size,
            BooleanSupplier cancelled,
            int endpoint,
            boolean in,
            ByteBuffer data,
            Duration timeout,
            LongConsumer progress) {
        this.carrier = carrier;
        this.size = size;
        this.cancelled = cancelled;
        this.endpoint = endpoint;
        this.in = in;
        this.data = data;
        this.timeout = timeout;
        this.progress = progress;
        start = data.position();
        limit = data.limit();
        next = start;
        served = start;
        told = start;
    }

    /**
     * Runs until no piece is in flight any more, and moves the buffer's position by what the device took or gave.
     *
     * @return why it broke off; null when it did not
     */
    @Nullable
    ChannelFault run() {
        lastProgress = carrier.nanoTime();
        while (true) {
            submitMore();
            if (flying.isEmpty() && isOver()) {
                data.position(served);
                return fault;
            }
            carrier.handleEvents(flying.isEmpty() ? SHORT_SLICE_MICROS : SLICE_MICROS);
            reap();
            tell();
            judge();
            giveUp();
        }
    }

    /** Bytes that the device took or gave. */
    int moved() {
        return served - start;
    }

    private boolean isOver() {
        return fault != null || ended || (begun && next == limit);
    }

    /** An empty buffer makes one piece too: a zero-length packet. */
    private void submitMore() {
        while (fault == null && !ended && flying.size() < size.mostInFlight(in) && (next < limit || !begun)) {
            Piece piece = carrier.take();
            int length = Math.min(size.bytes(), limit - next);
            int result = piece.submit(endpoint, data, next, length, in);
            if (result != LibUsb.SUCCESS) {
                refused(piece, result);
                return;
            }
            flying.add(piece);
            next += length;
            begun = true;
        }
    }

    /** Without memory it goes on with smaller pieces, when those in flight are through. */
    private void refused(Piece piece, int result) {
        carrier.giveBack(piece);
        if (result != LibUsb.ERROR_NO_MEM) {
            fault = LibusbErrors.ofCode(result);
        }
        size.refused();
    }

    private void reap() {
        while (!flying.isEmpty() && flying.element().isDone()) {
            Piece piece = flying.remove();
            int moved = piece.finish();
            if (fault == null) {
                count(piece, moved);
            } else if (served == piece.offset() && isOurs(fault)) {
                served += moved;
            }
            carrier.giveBack(piece);
        }
    }

    private void count(Piece piece, int moved) {
        ChannelFault broke = piece.fault();
        boolean whole = broke == null && moved == piece.length();
        long now = carrier.nanoTime();
        if (whole) {
            size.moved(moved, now - lastProgress);
        }
        served += moved;
        lastProgress = now;
        ended = in && !whole;
        fault = broke != null || whole || in ? broke : ChannelFault.IO;
    }

    /** After a cancel of our own, what the device took until then counts as long as there is no gap. */
    private static boolean isOurs(ChannelFault fault) {
        return fault == ChannelFault.CANCELLED || fault == ChannelFault.TIMEOUT;
    }

    private void tell() {
        if (served > told) {
            progress.accept(served - told);
            told = served;
        }
    }

    private void judge() {
        if (fault == null && cancelled.getAsBoolean()) {
            fault = ChannelFault.CANCELLED;
        } else if (fault == null && carrier.nanoTime() - lastProgress > timeout.toNanos()) {
            fault = begun ? ChannelFault.TIMEOUT : ChannelFault.NO_MEMORY;
        }
    }

    /** Last first, so that no later piece starts because an earlier one was taken away. */
    private void giveUp() {
        if (fault == null || flying.isEmpty()) {
            return;
        }
        faultAt = faultAt == 0 ? carrier.nanoTime() : faultAt;
        for (Iterator<Piece> i = flying.descendingIterator(); i.hasNext(); ) {
            i.next().cancel();
        }
        if (carrier.nanoTime() - faultAt > PATIENCE_AFTER_CANCEL.toNanos()) {
            flying.forEach(carrier::writeOff);
            flying.clear();
        }
    }
}
