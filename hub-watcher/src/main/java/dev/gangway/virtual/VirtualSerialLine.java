package dev.gangway.virtual;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialLine;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * The serial line that a kernel's driver makes of a virtual board's USB serial port: the host's half of CDC 1.2 and PSTN 1.2
 * over a session. The hub's faults act on that session. It opens at 115200 baud with both control lines asserted, as a
 * tty does.
 */
final class VirtualSerialLine implements SerialLine {
    /** Interface class and subclass of communications with an abstract control model, and the class of its data. */
    private static final int COMMUNICATION = 2;

    private static final int ABSTRACT_CONTROL = 2;
    private static final int DATA = 10;

    private static final int TO_INTERFACE = 0x21;
    private static final int SET_LINE_CODING = 0x20;
    private static final int SET_CONTROL_LINE_STATE = 0x22;
    private static final int DTR = 1;
    private static final int RTS = 2;
    private static final int DATA_BITS = 8;
    private static final int USUAL_BAUD = 115200;

    /** What Linux's driver waits for a request. */
    private static final Duration REQUEST = Duration.ofSeconds(5);

    private static final int WASTE = 4096;

    private final VirtualSession session;
    private final int control;
    private final int out;
    private final int in;

    private VirtualSerialLine(VirtualSession session, int control, int out, int in) {
        this.session = session;
        this.control = control;
        this.out = out;
        this.in = in;
    }

    /**
     * Opens the line of this attach.
     *
     * @throws ChannelException UNSUPPORTED when the board shows no serial port, BUSY when another holds it
     */
    static VirtualSerialLine open(VirtualAttach attach) throws ChannelException {
        int control = attach.identity().interfaces().stream()
                .filter(each -> each.interfaceClass() == COMMUNICATION && each.subClass() == ABSTRACT_CONTROL)
                .mapToInt(UsbIdentity.Interface::number)
                .findFirst()
                .orElseThrow(() -> ChannelException.unsupported(attach.path(), SerialLine.class));
        UsbIdentity.Interface data = attach.identity().interfaces().stream()
                .filter(each -> each.interfaceClass() == DATA
                        && each.bulk(true).isPresent()
                        && each.bulk(false).isPresent())
                .findFirst()
                .orElseThrow(() -> ChannelException.unsupported(attach.path(), SerialLine.class));
        VirtualSerialLine line = new VirtualSerialLine(
                new VirtualSession(attach),
                control,
                data.bulk(false).orElseThrow().address(),
                data.bulk(true).orElseThrow().address());
        try {
            line.session.claim(control);
            line.session.claim(data.number());
            line.baud(USUAL_BAUD);
            line.lines(true, true);
            return line;
        } catch (ChannelException e) {
            line.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer into, Duration patience) throws ChannelException {
        try {
            return session.bulkIn(in, into, patience);
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.TIMEOUT) {
                return 0;
            }
            throw after(e, in);
        }
    }

    @Override
    public void write(ByteBuffer bytes, Duration stalled) throws ChannelException {
        if (!bytes.hasRemaining()) {
            return;
        }
        try {
            session.bulkOut(out, bytes, stalled);
        } catch (ChannelException e) {
            throw after(e, out);
        }
    }

    /** A driver clears a halt by itself, so that it is told of once. */
    private ChannelException after(ChannelException failure, int endpoint) throws ChannelException {
        if (failure.fault() == ChannelFault.STALL) {
            session.clearHalt(endpoint);
        }
        return failure;
    }

    @Override
    public void baud(int rate) throws ChannelException {
        if (rate <= 0) {
            throw new ChannelException(ChannelFault.UNSUPPORTED, "a rate is a positive number of bits a second");
        }
        ByteBuffer coding = ByteBuffer.allocate(7).order(ByteOrder.LITTLE_ENDIAN);
        coding.putInt(rate).put((byte) 0).put((byte) 0).put((byte) DATA_BITS).flip();
        request(SET_LINE_CODING, 0, coding);
    }

    @Override
    public void lines(boolean dtr, boolean rts) throws ChannelException {
        request(SET_CONTROL_LINE_STATE, (dtr ? DTR : 0) | (rts ? RTS : 0), ByteBuffer.allocate(0));
    }

    private void request(int request, int value, ByteBuffer data) throws ChannelException {
        session.control(new SetupPacket(TO_INTERFACE, request, value, control, data.remaining()), data, REQUEST);
    }

    @Override
    public void discard() throws ChannelException {
        ByteBuffer waste = ByteBuffer.allocate(WASTE);
        while (read(waste.clear(), Duration.ZERO) > 0) {
            // The next piece.
        }
    }

    @Override
    public void cancel() {
        session.cancel();
    }

    @Override
    public void close() {
        session.close();
    }
}
