package dev.gangway.virtual.sdp;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.soc.NxpSoc;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A boot ROM that takes a stream (SDPS): reports 2 and nothing else, until it has what the stream's own beginning says, or what
 * was announced; then it starts that. A report is taken whole, what stands behind the stream in the last one is nothing to it.
 * What it has lies at address 0 of the memory. Under the board's lock.
 */
final class SdpStreamRom implements UsbFunction {
    private static final int DATA = 2;
    private static final int ANNOUNCEMENT = 0x43544c42;
    private static final int ANNOUNCEMENT_BYTES = 31;
    private static final int UNKNOWN = -1;
    private static final int HEADER = 0x20;

    private static final int CONTAINER_TAG = 0x87;
    private static final int SECOND = 0x400;
    private static final int IMAGES = 16;
    private static final int IMAGE = 128;
    private static final int V2X = 0xb;

    private final NxpSoc soc;
    private final RomMemory memory;
    private final FaultPlan plan;
    private final SdpRom.Board board;
    private long has;
    private long wants = UNKNOWN;
    private int inReport;
    private boolean damaged;

    SdpStreamRom(NxpSoc soc, RomMemory memory, FaultPlan plan, SdpRom.Board board) {
        this.soc = soc;
        this.memory = memory;
        this.plan = plan;
        this.board = board;
    }

    @Override
    public UsbIdentity identity() {
        return HidLook.identity(soc);
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        return HidLook.withHid(soc, type, sound);
    }

    /** It says nothing before what it has started does. */
    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        return endpoint == HidLook.IN ? NAK : STALL;
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (endpoint != HidLook.OUT || soc.takes() != NxpSoc.Takes.FILE) {
            return STALL;
        }
        int bytes = data.remaining();
        if (inReport == 0 && data.hasRemaining()) {
            if (data.get() != DATA) {
                data.position(data.limit());
                return STALL;
            }
            inReport = soc.takes().reportBytes();
        }
        int count = Math.min(inReport, data.remaining());
        inReport -= count;
        boolean taken = take(data.slice(data.position(), count));
        data.position(data.position() + count);
        return taken ? bytes - data.remaining() : STALL;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (!HidLook.isReport(setup, data)) {
            return HidLook.standard(soc, setup, data);
        }
        int bytes = data.remaining();
        int report = data.get() & 0xff;
        boolean taken =
                switch (report) {
                    case 1 -> soc.takes() == NxpSoc.Takes.ANNOUNCED_FILE && announced(data);
                    case DATA -> soc.takes() != NxpSoc.Takes.FILE && take(data.slice());
                    default -> false;
                };
        data.position(data.limit());
        return taken ? bytes : STALL;
    }

    @Override
    public void busReset() {
        has = 0;
        wants = UNKNOWN;
        inReport = 0;
    }

    private boolean announced(ByteBuffer data) {
        ByteBuffer words = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (words.remaining() < ANNOUNCEMENT_BYTES || words.getInt(0) != ANNOUNCEMENT || words.getInt(8) <= 0) {
            return false;
        }
        has = 0;
        wants = words.getInt(8);
        return true;
    }

    private boolean take(ByteBuffer data) {
        if (soc.takes() == NxpSoc.Takes.ANNOUNCED_FILE && wants == UNKNOWN) {
            return false;
        }
        int count = (int) (wants == UNKNOWN ? data.remaining() : Math.min(wants - has, data.remaining()));
        memory.write(has, data.slice(data.position(), count));
        if (count > 0 && plan.strike(SdpFault.CorruptWrite.class).isPresent()) {
            memory.flip(has + count / 2);
            damaged = true;
        }
        boolean before = wants != UNKNOWN && has >= wants;
        has += count;
        if (wants == UNKNOWN && has >= HEADER && !look()) {
            return false;
        }
        if (wants != UNKNOWN && has >= wants && !before) {
            has = wants;
            // What is damaged does not run.
            int entry = memory.word(isContainer(0) ? IMAGES + 16 : 4);
            board.start(Integer.toUnsignedLong(entry), damaged);
        }
        return true;
    }

    /** Looks how long the stream is; false when it is none. */
    private boolean look() {
        if (isContainer(0)) {
            return soc.takes() == NxpSoc.Takes.CONTAINER ? lookBehind() : end(0, 1);
        }
        if (soc.takes() != NxpSoc.Takes.FILE || (memory.word(0) & 0xfeffffff) != 0x402000d1) {
            return false;
        }
        // An i.MX 8M's table: its boot data say from where and how much, the table's own place how much of that
        // precedes it.
        long boot = Integer.toUnsignedLong(memory.word(16)) - Integer.toUnsignedLong(memory.word(20));
        if (boot < HEADER || boot > SECOND) {
            return false;
        }
        if (has >= boot + 8) {
            wants = Integer.toUnsignedLong(memory.word(boot + 4))
                    - (Integer.toUnsignedLong(memory.word(20)) - Integer.toUnsignedLong(memory.word(boot)));
        }
        return true;
    }

    /** The second container is the one whose images it wants; the third, where the second is the V2X core's. */
    private boolean lookBehind() {
        if (has < SECOND + IMAGES + IMAGE) {
            return true;
        }
        boolean other = (memory.word(SECOND + IMAGES + 24) & 0xf) == V2X;
        long at = other ? 2L * SECOND : SECOND;
        if (has < at + IMAGES) {
            return true;
        }
        return isContainer(at) && end(at, SECOND);
    }

    /** The end of the container's last image, in steps. */
    private boolean end(long at, int step) {
        int images = memory.read(at + 11, 1)[0] & 0xff;
        long last = at + IMAGES + (long) IMAGE * (images - 1);
        if (images == 0) {
            return false;
        }
        if (has >= last + IMAGE) {
            long end = at + Integer.toUnsignedLong(memory.word(last)) + Integer.toUnsignedLong(memory.word(last + 4));
            wants = (end + step - 1) / step * step;
        }
        return true;
    }

    private boolean isContainer(long at) {
        int word = memory.word(at);
        return word >>> 24 == CONTAINER_TAG && (word & 0xff) == 0;
    }
}
