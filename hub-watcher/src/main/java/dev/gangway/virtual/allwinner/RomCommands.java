package dev.gangway.virtual.allwinner;

import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** FEL's commands (§1.2): a request, its data, a status; code is started after the status of exec is out. */
final class RomCommands {
    private static final int VERSION = 0x001;
    private static final int WRITE = 0x101;
    private static final int EXEC = 0x102;
    private static final int READ = 0x103;
    private static final int REQUEST = 16;
    private static final int STATUS = 8;
    private static final int VERSION_REPLY = 32;

    private enum State {
        REQUEST,
        VERSION,
        WRITE,
        READ,
        STATUS
    }

    private final FelTarget target;
    private final FaultPlan plan;
    private final int socId;
    private final long scratchpad;
    private final ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer reply = ByteBuffer.allocate(VERSION_REPLY).order(ByteOrder.LITTLE_ENDIAN);
    private State state = State.REQUEST;
    private long address;
    private long length;
    private boolean exec;

    RomCommands(FelTarget target, FaultPlan plan, int socId, long scratchpad) {
        this.target = target;
        this.plan = plan;
        this.socId = socId;
        this.scratchpad = scratchpad;
    }

    void hang(String why) {
        target.hang(why);
    }

    /** A bus reset: the next thing is a request. */
    void forget() {
        state = State.REQUEST;
        request.clear();
        exec = false;
    }

    /** Whether this many bytes from the host are due. */
    boolean expectsData(long bytes) {
        return switch (state) {
            case REQUEST -> bytes == REQUEST;
            case WRITE -> bytes == length;
            case VERSION, READ, STATUS -> false;
        };
    }

    /** Whether this many bytes to the host are due. */
    boolean offersData(long bytes) {
        switch (state) {
            case VERSION -> {
                reply.clear();
                reply.putLong(0x5845464253555741L).putInt(socId << 8).putInt(1);
                reply.putShort((short) 1)
                        .put((byte) 0x44)
                        .put((byte) 0x08)
                        .putInt((int) scratchpad)
                        .putLong(0);
                reply.flip();
                return bytes == VERSION_REPLY;
            }
            case READ -> {
                return bytes == length;
            }
            case STATUS -> {
                int code = plan.strike(AllwinnerFault.WrongFelStatus.class)
                        .map(AllwinnerFault.WrongFelStatus::state)
                        .orElse(0);
                reply.clear();
                reply.putInt(0xffff).putInt(code).flip();
                return bytes == STATUS;
            }
            default -> {
                return false;
            }
        }
    }

    /** Bytes from the host; takes them all. */
    void data(ByteBuffer from) {
        if (state == State.REQUEST) {
            request.put(from);
            return;
        }
        int count = from.remaining();
        int first = from.position();
        try {
            target.write(address, from);
            if (plan.strike(AllwinnerFault.CorruptUpload.class).isPresent()) {
                target.write(address, ByteBuffer.allocate(1).put(0, (byte) (from.get(first) ^ 1)));
            }
        } catch (BusAbort e) {
            from.position(from.limit());
            target.hang(String.valueOf(e.getMessage()));
        }
        address += count;
    }

    /** Fills the buffer with bytes for the host; false if the boot ROM has died over it. */
    boolean give(ByteBuffer into) {
        if (state != State.READ) {
            int end = reply.limit();
            reply.limit(reply.position() + into.remaining());
            into.put(reply);
            reply.limit(end);
            return true;
        }
        int first = into.position();
        int count = into.remaining();
        try {
            target.read(address, into);
        } catch (BusAbort e) {
            into.position(first);
            target.hang(String.valueOf(e.getMessage()));
            return false;
        }
        if (plan.strike(AllwinnerFault.CorruptReadBack.class).isPresent()) {
            into.put(first, (byte) (into.get(first) ^ 1));
        }
        address += count;
        return true;
    }

    /** The wrapper's status is out; true if code runs from now on. */
    boolean exchangeDone() {
        switch (state) {
            case REQUEST -> begin();
            case VERSION, WRITE, READ -> state = State.STATUS;
            case STATUS -> {
                state = State.REQUEST;
                if (exec) {
                    exec = false;
                    target.run(address);
                    return true;
                }
            }
        }
        return false;
    }

    private void begin() {
        request.flip();
        int command = request.getInt(0);
        address = Integer.toUnsignedLong(request.getInt(4));
        length = Integer.toUnsignedLong(request.getInt(8));
        request.clear();
        switch (command) {
            case VERSION -> state = State.VERSION;
            case WRITE -> state = State.WRITE;
            case READ -> state = State.READ;
            case EXEC -> {
                exec = true;
                state = State.STATUS;
            }
            default -> target.hang(String.format("FEL request 0x%x does not exist", command));
        }
    }
}
