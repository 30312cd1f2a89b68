package dev.gangway.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A serial line over jSerialComm, which on Linux has a tty or a pty behind it.
 *
 * <p>A read waits in ticks of the kernel's, a tenth of a second, and returns with the first byte; what is less than a tick it
 * waits looking. A write gives the driver no more than it surely takes at once, as far as the driver counts; one that blocks all the
 * same, as a pty's whose other side does not read, is ended by closing the line.
 */
public final class TtyLine implements SerialLine {
    /** The kernel counts VTIME in tenths of a second. */
    private static final int TICK_MILLIS = 100;

    private static final int USUAL_BAUD = 115200;
    private static final long BITS_A_BYTE = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Linux's smallest send buffer of a tty is a page. */
    private static final int PIECE = 1024;

    private static final int MOST_QUEUED = 2048;
    private static final int LOOK_AGAIN_MILLIS = 1;

    /** How long a close waits for what was sent last. */
    private static final Duration LAST_BYTES = Duration.ofMillis(250);

    /** The kernel's EAGAIN, of a lock that is held, and EBUSY; 2 is jSerialComm's own for a line that this program has open. */
    private static final int LOCKED = 11;

    private static final int EXCLUSIVE = 16;
    private static final int OPEN_HERE = 2;

    private final String device;
    private final SerialPort port;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final byte[] piece = new byte[4 * PIECE];
    private int baud = USUAL_BAUD;
    private long left = System.nanoTime();
    private volatile boolean writing;
    private volatile boolean stuck;
    private boolean shut;

    private TtyLine(String device, SerialPort port) {
        this.device = device;
        this.port = port;
    }

    /**
     * Opens a device, at 115200 baud and with both control lines asserted where it has any: Linux does that by itself.
     *
     * @throws ChannelException DISCONNECTED, ACCESS, BUSY, or IO when it is no serial device
     */
    public static TtyLine open(SerialDevice file) throws ChannelException {
        Optional<ChannelException> trouble = file.trouble();
        if (trouble.isPresent()) {
            throw trouble.get();
        }
        String device = file.path();
        SerialPort port;
        try {
            // One device has one name, so that it is known to be open already.
            port = SerialPort.getCommPort(Path.of(device).toRealPath().toString());
        } catch (IOException | SerialPortInvalidPortException e) {
            throw new ChannelException(ChannelFault.DISCONNECTED, device + " went away: plug it in again");
        }
        port.setComPortParameters(USUAL_BAUD, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, TICK_MILLIS, 0);
        if (!port.openPort(0)) {
            throw refused(device, port.getLastErrorCode());
        }
        return new TtyLine(device, port);
    }

    private static ChannelException refused(String device, int error) {
        return error == LOCKED || error == EXCLUSIVE || error == OPEN_HERE
                ? new ChannelException(
                        ChannelFault.BUSY,
                        "another program holds " + device + ": end it; fuser " + device + " names it")
                : new ChannelException(
                        ChannelFault.IO, device + " can't be opened as a serial line (error " + error + ")");
    }

    @Override
    public int read(ByteBuffer into, Duration patience) throws ChannelException {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean once = patience.isZero();
        while (into.hasRemaining()) {
            requireUsable();
            int there = port.bytesAvailable();
            long left = once ? 0 : deadline - System.nanoTime();
            if (there == 0 && left <= 0) {
                return 0;
            }
            if (there == 0 && left < TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
                pause(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS)));
                continue;
            }
            int got = there < 0 ? there : port.readBytes(piece, Math.min(piece.length, into.remaining()));
            if (got < 0) {
                throw failed();
            }
            if (got > 0) {
                into.put(piece, 0, got);
                return got;
            }
        }
        return 0;
    }

    @Override
    public void write(ByteBuffer bytes, Duration stalled) throws ChannelException {
        int begin = bytes.position();
        try {
            while (bytes.hasRemaining()) {
                drained(MOST_QUEUED, stalled);
                int length = Math.min(PIECE, bytes.remaining());
                bytes.get(bytes.position(), piece, 0, length);
                int taken = give(length, stalled);
                if (taken < 0) {
                    throw failed();
                }
                bytes.position(bytes.position() + taken);
                left = Math.max(left, System.nanoTime()) + taken * BITS_A_BYTE * SECOND / baud;
            }
        } catch (ChannelException e) {
            throw new ChannelException(e.fault(), String.valueOf(e.getMessage()), bytes.position() - begin);
        }
    }

    private int give(int length, Duration stalled) throws ChannelException {
        StuckWrites.Watch watch = StuckWrites.watch(stalled, this::giveUp);
        writing = true;
        try {
            requireUsable();
            return port.writeBytes(piece, length);
        } finally {
            writing = false;
            watch.end();
        }
    }

    /** Only the closing of its line ends a write that blocks. Any thread. */
    private void giveUp() {
        stuck = true;
        shut();
    }

    /** Waits until the driver holds no more than this. */
    private void drained(int most, Duration stalled) throws ChannelException {
        int least = Integer.MAX_VALUE;
        long since = System.nanoTime();
        while (true) {
            requireUsable();
            int queued = port.bytesAwaitingWrite();
            if (queued < 0) {
                throw failed();
            }
            if (queued <= most) {
                return;
            }
            if (queued < least) {
                least = queued;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > stalled.toNanos()) {
                throw late(stalled);
            }
            pause(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS));
        }
    }

    private void pause(long nanos) throws ChannelException {
        try {
            if (cancelled.await(nanos, TimeUnit.NANOSECONDS)) {
                requireUsable();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            requireUsable();
        }
    }

    /** An adapter has a memory of its own, of which the driver knows nothing: its bytes leave at the rate that they have. */
    @Override
    public void baud(int rate) throws ChannelException {
        if (rate <= 0) {
            throw new ChannelException(ChannelFault.UNSUPPORTED, "a rate is a positive number of bits a second");
        }
        drained(0, LAST_BYTES);
        for (long rest = left - System.nanoTime(); rest > 0; rest = left - System.nanoTime()) {
            pause(rest);
        }
        if (!port.setBaudRate(rate)) {
            throw refused("has no rate of " + rate + " baud");
        }
        baud = rate;
    }

    @Override
    public void lines(boolean dtr, boolean rts) throws ChannelException {
        requireUsable();
        if (!port.setDTRandRTS(dtr, rts)) {
            throw refused("has no control lines");
        }
    }

    private ChannelException refused(String what) throws ChannelException {
        requireUsable();
        return port.bytesAvailable() < 0
                ? failed()
                : new ChannelException(ChannelFault.UNSUPPORTED, device + " " + what);
    }

    @Override
    public void discard() throws ChannelException {
        ByteBuffer waste = ByteBuffer.allocate(piece.length);
        while (read(waste.clear(), Duration.ZERO) > 0) {
            // The next piece.
        }
    }

    private void requireUsable() throws ChannelException {
        if (cancelled.getCount() == 0 || Thread.currentThread().isInterrupted()) {
            throw new ChannelException(ChannelFault.CANCELLED, "the transfer on " + device + " was cancelled");
        }
        if (stuck) {
            throw late(Duration.ZERO);
        }
    }

    /** What a call that the library refused means. */
    private ChannelException failed() throws ChannelException {
        requireUsable();
        return new ChannelException(
                ChannelFault.DISCONNECTED, "the serial line " + device + " is gone: check the cable, plug it in again");
    }

    private ChannelException late(Duration stalled) {
        return new ChannelException(
                ChannelFault.TIMEOUT,
                device + " takes no bytes any more"
                        + (stalled.isZero() ? "" : ", for " + stalled.toMillis() + " ms now"));
    }

    @Override
    public void cancel() {
        cancelled.countDown();
        if (writing) {
            shut();
        }
    }

    @Override
    public void close() {
        try {
            drained(0, LAST_BYTES);
        } catch (ChannelException e) {
            // What did not leave in time, or has nowhere to go, is lost with the line.
        }
        shut();
    }

    private synchronized void shut() {
        if (!shut) {
            shut = true;
            port.closePort();
        }
    }
}
