package dev.gangway.virtual.sdp;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.soc.NxpSoc;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * The serial download protocol as a boot ROM speaks it: a command in report 1, its data in reports 2, then report 3 with the
 * state of secure boot and report 4 with the answer. What comes to it is big-endian, what it answers little-endian, as Debian's
 * uuu takes it. A command that comes while data is due begins anew. Under the board's lock.
 */
final class SdpRom implements UsbFunction {
    private static final int COMMAND_BYTES = 17;
    private static final int ANSWER_BYTES = 65;
    private static final int OPEN = 0x56787856;
    private static final int CLOSED = 0x12343412;
    private static final int WRITTEN = 0x128a8a12;
    private static final int STORED = 0x88888888;
    private static final int SKIPPED = 0x900dd009;

    /** What stands for a refusal: the facts name none but that it is no acknowledgement. */
    private static final int REFUSED = 0x33333333;

    private static final int MOST_DCD = 1768;
    private static final int DCD_TAG = 0xd2;
    private static final int BARKER = 0x402000d1;
    private static final int BARKER_NEW = 0x412000d1;
    private static final int ENTRY = 4;
    private static final int DCD = 12;
    private static final int SELF = 20;
    private static final int CSF = 24;

    /** What the boot ROM makes happen. */
    interface Board {
        /** The image takes over, or hangs. */
        void start(long entry, boolean hangs);

        void wake();
    }

    private final NxpSoc soc;
    private final boolean closed;
    private final RomMemory memory;
    private final FaultPlan plan;
    private final Board board;
    private final ArrayDeque<byte[]> due = new ArrayDeque<>();
    private int command;
    private long address;
    private long begin;
    private long left;
    private boolean dcdRun;
    private boolean skipsDcd;
    private int lastError;

    SdpRom(NxpSoc soc, boolean closed, RomMemory memory, FaultPlan plan, Board board) {
        this.soc = soc;
        this.closed = closed;
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

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        return STALL;
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        if (endpoint != HidLook.IN) {
            return STALL;
        }
        byte[] report = due.poll();
        if (report == null) {
            return NAK;
        }
        int count = Math.min(report.length, into.remaining());
        into.put(report, 0, count);
        return count;
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
                    case 1 -> bytes >= COMMAND_BYTES && takeCommand(data);
                    case 2 -> left > 0 && takeData(data);
                    default -> false;
                };
        data.position(data.limit());
        return taken ? bytes : STALL;
    }

    @Override
    public void busReset() {
        due.clear();
        left = 0;
    }

    private boolean takeCommand(ByteBuffer report) {
        due.clear();
        command = report.getShort() & 0xffff;
        begin = Integer.toUnsignedLong(report.getInt());
        address = begin;
        report.get();
        left = Integer.toUnsignedLong(report.getInt());
        int value = report.getInt();
        switch (command) {
            case 0x0101 -> read();
            case 0x0202 -> {
                memory.write(address, ByteBuffer.allocate(4).putInt(0, Integer.reverseBytes(value)));
                answer(WRITTEN);
            }
            case 0x0404 -> {
                if (left == 0) {
                    answer(STORED);
                }
            }
            case 0x0505 -> answer(lastError);
            case 0x0a0a -> {
                if (left == 0 || left > MOST_DCD || soc.free() == 0) {
                    refuse();
                }
            }
            case 0x0b0b -> jump();
            case 0x0c0c -> skip();
            default -> refuse();
        }
        return true;
    }

    private void skip() {
        skipsDcd = soc.skipsDcd();
        if (skipsDcd) {
            answer(SKIPPED);
        } else {
            refuse();
        }
    }

    private boolean takeData(ByteBuffer data) {
        int count = (int) Math.min(left, data.remaining());
        memory.write(address, data.slice(data.position(), count));
        if (plan.strike(SdpFault.CorruptWrite.class).isPresent()) {
            memory.flip(address + count / 2);
        }
        address += count;
        left -= count;
        if (left == 0) {
            if (command == 0x0a0a) {
                runDcd();
            } else {
                answer(STORED);
            }
        }
        return true;
    }

    /** What was sent lies behind the address now. */
    private void runDcd() {
        int head = memory.word(begin);
        int told = ((head >> 8) & 0xff) << 8 | ((head >> 16) & 0xff);
        dcdRun = (head & 0xff) == DCD_TAG && told == address - begin;
        if (dcdRun) {
            answer(WRITTEN);
        } else {
            refuse();
        }
    }

    private void read() {
        long count = left;
        left = 0;
        report(3, closed ? CLOSED : OPEN);
        for (long at = address; at < address + count; at += ANSWER_BYTES - 1) {
            byte[] report = new byte[ANSWER_BYTES];
            report[0] = 4;
            int piece = (int) Math.min(ANSWER_BYTES - 1, address + count - at);
            System.arraycopy(memory.read(at, piece), 0, report, 1, piece);
            due.add(report);
        }
        board.wake();
    }

    private void jump() {
        left = 0;
        int barker = memory.word(address);
        boolean table = (barker == BARKER || barker == BARKER_NEW)
                && Integer.toUnsignedLong(memory.word(address + SELF)) == address;
        boolean trusted = !closed || memory.word(address + CSF) != 0;
        if (!table || !trusted || plan.strike(SdpFault.NoJump.class).isPresent()) {
            refuse();
            return;
        }
        report(3, closed ? CLOSED : OPEN);
        board.wake();
        // Memory that is set up a second time loses what is in it: nothing is left that could run.
        boolean hangs = dcdRun && !skipsDcd && memory.word(address + DCD) != 0;
        board.start(Integer.toUnsignedLong(memory.word(address + ENTRY)), hangs);
    }

    private void refuse() {
        lastError = REFUSED;
        left = 0;
        answer(REFUSED);
    }

    private void answer(int word) {
        if (plan.strike(SdpFault.WrongReport.class).isEmpty()) {
            boolean nonsense = plan.strike(SdpFault.Nonsense.class).isPresent();
            report(3, nonsense ? 0x11223344 : closed ? CLOSED : OPEN);
        }
        report(4, plan.strike(SdpFault.WrongAnswer.class).isPresent() ? ~word : word);
        board.wake();
    }

    private void report(int id, int word) {
        byte[] report = new byte[id == 3 ? 5 : ANSWER_BYTES];
        report[0] = (byte) id;
        ByteBuffer.wrap(report, 1, 4).order(ByteOrder.LITTLE_ENDIAN).putInt(word);
        due.add(report);
    }
}
