package dev.gangway.virtual.serial;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * A USB serial port with a board behind it: the abstract control model of CDC 1.2 and PSTN 1.2, which kernels have a driver for
 * (cdc-acm on Linux). A host's open line sets the control lines, so the board hears of the settings then and at each change.
 */
public final class SerialFunction implements UsbFunction {
    private static final int DEVICE = 1;
    private static final int CONFIGURATION = 2;

    /** Requests of PSTN 1.2, table 13, to an interface. */
    private static final int CLASS_OUT = 0x21;

    private static final int CLASS_IN = 0xa1;
    private static final int SET_LINE_CODING = 0x20;
    private static final int GET_LINE_CODING = 0x21;
    private static final int SET_CONTROL_LINE_STATE = 0x22;
    private static final int LINE_CODING = 7;
    private static final byte[] USUAL = {0, (byte) 0xc2, 1, 0, 0, 0, 8}; // 115200 8N1
    private static final int DTR = 1;
    private static final int RTS = 2;

    /** What is kept for a host that does not fetch; an adapter has less, and loses what comes then too. */
    private static final int MOST_WAITING = 1 << 20;

    private final UsbIdentity identity;
    private final Runnable wake;
    private final LineNoise noise;
    private final UartSide board;
    private final Deque<ByteBuffer> toHost = new ArrayDeque<>();
    private int waiting;
    private byte[] coding = USUAL.clone();
    private boolean opened;
    private boolean dtr;
    private boolean rts;

    /**
     * A port; the board's side is made with it.
     *
     * @param faults the board's; noise is taken from there
     * @param wake tells the port that a host may fetch
     * @param board makes what is behind the line, given the half that sends
     */
    public SerialFunction(SerialLook look, FaultPlan faults, Runnable wake, Function<UartOut, UartSide> board) {
        this.identity = look.identity();
        this.wake = wake;
        this.noise = new LineNoise(faults);
        this.board = board.apply(new Out());
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        return switch (type) {
            case DEVICE -> SerialLook.device(sound);
            case CONFIGURATION -> SerialLook.configuration(sound);
            default -> sound;
        };
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        int length = data.remaining();
        if (length > 0) {
            ByteBuffer sent = data.slice();
            data.position(data.limit());
            ByteBuffer arrived = noise.over(sent);
            if (arrived.hasRemaining()) {
                board.take(arrived);
            }
        }
        return length;
    }

    /** The other endpoint tells of incoming lines such as DCD; this port has none, so it has never anything to tell. */
    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        while (endpoint == SerialLook.IN && waiting > 0 && into.hasRemaining()) {
            ByteBuffer arrived = noise.over(next(into.remaining()));
            int given = Math.min(arrived.remaining(), into.remaining());
            into.put(arrived.slice().limit(given));
            arrived.position(arrived.position() + given);
            if (arrived.hasRemaining()) { // a byte came twice and has no place any more
                toHost.addFirst(arrived);
                waiting += arrived.remaining();
            }
            if (given > 0) {
                return given;
            }
        }
        return NAK;
    }

    /** Takes the next bytes off the queue. */
    private ByteBuffer next(int most) {
        ByteBuffer next = ByteBuffer.allocate(Math.min(waiting, most));
        while (next.hasRemaining()) {
            ByteBuffer first = toHost.getFirst();
            int part = Math.min(first.remaining(), next.remaining());
            next.put(first.slice().limit(part));
            first.position(first.position() + part);
            if (!first.hasRemaining()) {
                toHost.removeFirst();
            }
        }
        waiting -= next.position();
        return next.flip();
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (setup.index() != SerialLook.COMMUNICATION) {
            return STALL;
        }
        if (setup.requestType() == CLASS_IN && setup.request() == GET_LINE_CODING) {
            int given = Math.min(LINE_CODING, data.remaining());
            data.put(coding, 0, given);
            return given;
        }
        if (setup.requestType() != CLASS_OUT) {
            return STALL;
        }
        return switch (setup.request()) {
            case SET_LINE_CODING -> setCoding(data);
            case SET_CONTROL_LINE_STATE -> setLines(setup.value());
            default -> STALL;
        };
    }

    /** An adapter forgets its settings and what it holds; the board hears of it when the line is opened anew. */
    @Override
    public void busReset() {
        toHost.clear();
        waiting = 0;
        coding = USUAL.clone();
        opened = false;
        dtr = false;
        rts = false;
    }

    private int setCoding(ByteBuffer data) {
        if (data.remaining() < LINE_CODING) {
            return STALL;
        }
        int before = baud();
        data.get(coding);
        if (opened && baud() != before) {
            tell();
        }
        return LINE_CODING;
    }

    private int setLines(int value) {
        dtr = (value & DTR) != 0;
        rts = (value & RTS) != 0;
        opened = true;
        tell();
        return 0;
    }

    private int baud() {
        return ByteBuffer.wrap(coding).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private void tell() {
        board.set(baud(), dtr, rts);
    }

    /** What the board sends with. */
    private final class Out implements UartOut {
        @Override
        public void send(ByteBuffer bytes) {
            int kept = Math.min(bytes.remaining(), MOST_WAITING - waiting);
            if (kept > 0) {
                toHost.add(
                        ByteBuffer.allocate(kept).put(bytes.slice().limit(kept)).flip());
                waiting += kept;
                wake.run();
            }
            bytes.position(bytes.limit());
        }

        @Override
        public int waiting() {
            return waiting;
        }
    }
}
