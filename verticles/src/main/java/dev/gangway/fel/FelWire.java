package dev.gangway.fel;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.FelRequest;
import dev.gangway.format.FelWrapper;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The FEL requests on the wire (linux-sunxi.org/FEL/Protocol): each is two or three exchanges of Allwinner's USB
 * wrapper, AWUC out, data, AWUS in.
 *
 * <p>The protocol knows neither abort nor resynchronisation. After a transfer that failed or an answer that made no
 * sense both ends disagree on what comes next, so every later call fails at once and says what helps.
 *
 * <p>Data of any length goes as one message, as sunxi-fel sends it to every SoC of the table; the 64 KiB that the boot
 * ROM's documentation names would cost nine transfers each (station/docs/adr/0009-fel-messages.md).
 */
final class FelWire {
    /** Bytes asked for at a time: one transfer of the host, and often enough for a display. */
    private static final int IN_PIECE = 512 * 1024;
    /** Bytes of one value that are sent again and again. */
    private static final int FILL_PIECE = 1 << 20;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int STATUS_MARK = 0xffff;

    /** Zero-length packets in a row that are taken for a pause; more of them are nonsense. */
    private static final int EMPTY_PACKETS = 64;

    private final UsbSession usb;
    private final int out;
    private final int in;
    private final ByteBuffer command = small(FelWrapper.BYTES);
    private final ByteBuffer request = small(FelRequest.LENGTH);
    private final ByteBuffer answer = small(FelWrapper.STATUS_BYTES);
    private final ByteBuffer state = small(FelRequest.STATUS_LENGTH);
    private @Nullable Failure lost;

    FelWire(UsbSession usb, int out, int in) {
        this.usb = usb;
        this.out = out;
        this.in = in;
    }

    /** Asks for the version. */
    FelVersion version() throws FailureException {
        ByteBuffer reply = ByteBuffer.allocate(FelRequest.VERSION_LENGTH);
        exchange("FEL version request", () -> {
            request(FelRequest.VERSION, 0, 0);
            receive(reply, FelWire::silent);
            if (!FelVersion.isOne(reply)) {
                throw garbage("the version reply does not begin with " + FelVersion.MAGIC);
            }
            return status();
        });
        return FelVersion.of(reply);
    }

    /** Fills the buffer, at least one byte, from memory. */
    void read(long address, ByteBuffer into) throws FailureException {
        read(address, into, FelWire::silent);
    }

    /** The same; progress gets the bytes that came since the last time. */
    void read(long address, ByteBuffer into, LongConsumer progress) throws FailureException {
        exchange(String.format("FEL read of %d bytes at 0x%08x", into.remaining(), address), () -> {
            request(FelRequest.READ, address, into.remaining());
            receive(into, progress);
            return status();
        });
    }

    /** Writes the buffer's remaining bytes, at least one, into memory. */
    void write(long address, ByteBuffer data) throws FailureException {
        write(address, data, FelWire::silent);
    }

    /** The same; progress gets the bytes that the board took since the last time. */
    void write(long address, ByteBuffer data, LongConsumer progress) throws FailureException {
        exchange(String.format("FEL write of %d bytes at 0x%08x", data.remaining(), address), () -> {
            request(FelRequest.WRITE, address, data.remaining());
            wrapper(true, data.remaining());
            usb.bulkOut(out, data, TIMEOUT, progress);
            wrapperStatus();
            return status();
        });
    }

    /** Writes one value into memory, so many times: 1 to 2^32 - 1. */
    void fill(long address, long length, byte value, LongConsumer progress) throws FailureException {
        byte[] values = new byte[(int) Math.min(FILL_PIECE, length)];
        Arrays.fill(values, value);
        ByteBuffer piece = ByteBuffer.allocateDirect(values.length).put(values);
        exchange(String.format("FEL fill of %d bytes at 0x%08x", length, address), () -> {
            request(FelRequest.WRITE, address, (int) length);
            wrapper(true, length);
            for (long left = length; left > 0; left -= piece.limit()) {
                usb.bulkOut(out, piece.clear().limit((int) Math.min(piece.capacity(), left)), TIMEOUT, progress);
            }
            wrapperStatus();
            return status();
        });
    }

    /**
     * Starts code. The board answers before the code runs; what comes next is served when the code has returned, and
     * never if it does not.
     */
    void exec(long address) throws FailureException {
        exchange(String.format("FEL exec at 0x%08x", address), () -> {
            request(FelRequest.EXEC, address, 0);
            return status();
        });
    }

    /** Sends bytes as they are, which somebody else made a FEL request of. */
    void send(ByteBuffer data, LongConsumer progress) throws FailureException {
        exchange("FEL, recorded bytes", () -> {
            usb.bulkOut(out, data, TIMEOUT, progress);
            return 0;
        });
    }

    /** Fills the buffer with what the board answers to {@link #send}. */
    void receive(ByteBuffer into) throws FailureException {
        exchange("FEL, the answer to recorded bytes", () -> {
            fetch(into, FelWire::silent);
            return 0;
        });
    }

    private void exchange(String doing, Exchange exchange) throws FailureException {
        if (lost != null) {
            throw new FailureException(
                    lost.kind(),
                    doing + " was not tried: the board is out of step since \"" + lost.message()
                            + "\"; reset or power-cycle it");
        }
        int state;
        try {
            state = exchange.run();
        } catch (ChannelException e) {
            FailureException failure = e.asFailure(doing);
            lost = failure.failure();
            throw failure;
        } catch (FailureException e) {
            lost = new Failure(e.failure().kind(), doing + ": " + e.failure().message());
            throw new FailureException(lost.kind(), lost.message(), e);
        }
        if (state != 0) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED, doing + ": the boot ROM refused it with state " + state);
        }
    }

    private void request(FelRequest what, long address, int length) throws ChannelException, FailureException {
        what.put(request, address, length);
        wrapper(true, FelRequest.LENGTH);
        usb.bulkOut(out, request, TIMEOUT);
        wrapperStatus();
    }

    private int status() throws ChannelException, FailureException {
        state.clear();
        receive(state, FelWire::silent);
        int mark = state.getShort(0) & 0xffff;
        if (mark != STATUS_MARK) {
            throw garbage(String.format("the FEL status begins with %04x where ffff belongs", mark));
        }
        return state.get(4) & 0xff;
    }

    private void receive(ByteBuffer into, LongConsumer progress) throws ChannelException, FailureException {
        wrapper(false, into.remaining());
        fetch(into, progress);
        wrapperStatus();
    }

    /** Asks until all has come: a board may end a transfer early, or send an empty packet, and go on. */
    private void fetch(ByteBuffer into, LongConsumer progress) throws ChannelException, FailureException {
        int empty = 0;
        while (into.hasRemaining()) {
            int came = usb.bulkIn(in, into.slice(into.position(), Math.min(IN_PIECE, into.remaining())), TIMEOUT);
            into.position(into.position() + came);
            progress.accept(came);
            empty = came == 0 ? empty + 1 : 0;
            if (empty > EMPTY_PACKETS) {
                throw garbage("the board sends empty packets where data belongs");
            }
        }
    }

    private void wrapper(boolean toBoard, long length) throws ChannelException {
        new FelWrapper(toBoard, length).put(command);
        usb.bulkOut(out, command, TIMEOUT);
    }

    private void wrapperStatus() throws ChannelException, FailureException {
        answer.clear();
        fetch(answer, FelWire::silent);
        if (answer.getInt(0) != FelWrapper.STATUS_MAGIC) {
            throw garbage(String.format("%08x stands where AWUS belongs", Integer.reverseBytes(answer.getInt(0))));
        }
        if (answer.getInt(4) != 0) {
            throw garbage(String.format("the wrapper's status has tag %08x, the command had 0", answer.getInt(4)));
        }
        if (answer.get(12) != 0) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED, "the wrapper's status is " + (answer.get(12) & 0xff) + ", not 0");
        }
    }

    private static FailureException garbage(String message) {
        return new FailureException(FailureKind.PROTOCOL_GARBAGE, message);
    }

    private static void silent(long moved) {}

    private static ByteBuffer small(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The exchanges of one request; the result is the state in the FEL status, 0 = done. */
    private interface Exchange {
        int run() throws ChannelException, FailureException;
    }
}
