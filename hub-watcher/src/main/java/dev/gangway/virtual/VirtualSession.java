package dev.gangway.virtual;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/** A blocking session on one attach: repeats each transfer until the board serves it. Threads as in the interface. */
final class VirtualSession implements UsbSession {
    /** What Linux waits for a standard request. */
    private static final Duration ALTERNATE = Duration.ofSeconds(5);

    private final VirtualAttach attach;
    private volatile boolean cancelled;
    private volatile boolean closed;

    VirtualSession(VirtualAttach attach) {
        this.attach = attach;
    }

    @Override
    public UsbIdentity identity() {
        return attach.identity();
    }

    @Override
    public void claim(int interfaceNumber) throws ChannelException {
        checkUsable(0);
        attach.claim(interfaceNumber, this);
    }

    @Override
    public void alternate(int interfaceNumber, int setting) throws ChannelException {
        checkUsable(0);
        attach.checkClaimed(interfaceNumber, this);
        control(SetupPacket.setInterface(interfaceNumber, setting), ByteBuffer.allocate(0), ALTERNATE);
    }

    @Override
    public void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer progress)
            throws ChannelException {
        int start = data.position();
        do {
            int left = data.remaining();
            int moved = untilServed(
                    () -> attach.bulkOut(endpoint, data, this),
                    timeout,
                    "endpoint " + endpoint,
                    () -> data.position() - start);
            if (moved == 0 && left > 0) {
                throw new IllegalStateException("the board model took nothing without saying NAK");
            }
            progress.accept(moved);
        } while (data.hasRemaining());
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
        int start = into.position();
        while (true) {
            int asked = Math.min(into.remaining(), VirtualAttach.MOST_AT_ONCE);
            int moved = untilServed(
                    () -> attach.bulkIn(endpoint, into, this),
                    timeout,
                    "endpoint " + (endpoint & 0x7f),
                    () -> into.position() - start);
            if (moved < asked || !into.hasRemaining()) {
                return into.position() - start;
            }
        }
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
        return untilServed(() -> attach.control(setup, data), timeout, "control request " + setup.request(), () -> 0);
    }

    @Override
    public void clearHalt(int endpoint) throws ChannelException {
        checkUsable(0);
        attach.clearHalt(endpoint);
    }

    @Override
    public void reset() throws ChannelException {
        checkOpen(0);
        attach.reset();
    }

    @Override
    public void cancel() {
        cancelled = true;
        attach.nudge();
    }

    @Override
    public void close() {
        closed = true;
        attach.release(this);
        attach.nudge();
    }

    /** One try of a transfer. */
    @FunctionalInterface
    private interface Try {
        int once() throws ChannelException;
    }

    /** How far the call has come. */
    @FunctionalInterface
    private interface Moved {
        int bytes();
    }

    private int untilServed(Try transfer, Duration timeout, String where, Moved moved) throws ChannelException {
        long start = System.nanoTime();
        long nanos = timeout.toNanos();
        while (true) {
            checkUsable(moved.bytes());
            long seen = attach.wakes();
            int result;
            try {
                result = transfer.once();
            } catch (ChannelException e) {
                throw new ChannelException(e.fault(), String.valueOf(e.getMessage()), moved.bytes());
            }
            if (result == UsbFunction.STALL) {
                throw new ChannelException(
                        ChannelFault.STALL,
                        "the board on " + attach.path() + " refused a transfer on " + where,
                        moved.bytes());
            }
            if (result != UsbFunction.NAK) {
                return result;
            }
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                throw new ChannelException(
                        ChannelFault.TIMEOUT,
                        "the board on " + attach.path() + " was silent for " + timeout.toMillis() + " ms on " + where,
                        moved.bytes());
            }
            attach.await(seen, left);
            if (Thread.currentThread().isInterrupted()) {
                throw new ChannelException(ChannelFault.CANCELLED, "the transfer was interrupted", moved.bytes());
            }
        }
    }

    private void checkUsable(int moved) throws ChannelException {
        if (cancelled) {
            throw new ChannelException(ChannelFault.CANCELLED, "the transfer was cancelled", moved);
        }
        checkOpen(moved);
    }

    private void checkOpen(int moved) throws ChannelException {
        if (closed) {
            throw new ChannelException(ChannelFault.IO, "this session on " + attach.path() + " is closed", moved);
        }
    }
}
