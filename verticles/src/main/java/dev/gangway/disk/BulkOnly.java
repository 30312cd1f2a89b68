package dev.gangway.disk;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** USB Mass Storage, Bulk-Only Transport 1.0: a command wrapper, data, a status wrapper. One thread at a time. */
final class BulkOnly {
    private static final int CLASS = 0x08;
    private static final int SCSI = 0x06;
    private static final int BULK_ONLY = 0x50;
    private static final int RESET = 0xff;
    private static final int GET_MAX_LUN = 0xfe;
    private static final int LAST_LUN = 15;

    private static final int CBW_SIGNATURE = 0x43425355;
    private static final int CBW_BYTES = 31;
    private static final int CBW_IN = 0x80;
    private static final int CSW_SIGNATURE = 0x53425355;
    private static final int CSW_BYTES = 13;
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int PHASE_ERROR = 2;

    private static final Duration CONTROL_TIME = Duration.ofSeconds(5);

    /** A flash that tidies up says nothing for seconds; Linux gives a disk as long. */
    private static final Duration TIME = Duration.ofSeconds(30);

    private final UsbSession session;
    private final int number;
    private final int in;
    private final int out;
    private int tag;

    /** What goes with a command. */
    enum Flow {
        NONE,
        IN,
        OUT
    }

    /**
     * How a command ended.
     *
     * @param passed whether the device carried it out; if not, REQUEST SENSE tells why
     * @param residue bytes that the host wanted to move and the device did not handle
     * @param broken why the transport broke down; the device is ready for the next command nevertheless
     */
    record Ending(boolean passed, long residue, @Nullable FailureException broken) {
        static Ending broken(FailureKind kind, String why) {
            return new Ending(false, 0, new FailureException(kind, why));
        }
    }

    private BulkOnly(UsbSession session, UsbIdentity.Interface disk, int in, int out) {
        this.session = session;
        this.number = disk.number();
        this.in = in;
        this.out = out;
    }

    /**
     * Takes the interface. Whatever a program before was cut off in is forgotten.
     *
     * @throws FailureException BOARD_REFUSED when there is no such interface, or why it cannot be claimed
     */
    static BulkOnly open(UsbSession session) throws FailureException {
        UsbIdentity.Interface disk = session.identity().interfaces().stream()
                .filter(each -> each.interfaceClass() == CLASS
                        && each.subClass() == SCSI
                        && each.protocol() == BULK_ONLY
                        && each.alternate() == 0
                        && each.bulk(true).isPresent()
                        && each.bulk(false).isPresent())
                .findFirst()
                .orElseThrow(() -> new FailureException(
                        FailureKind.BOARD_REFUSED, "the board shows no disk (mass storage, SCSI, Bulk-Only)"));
        BulkOnly transport = new BulkOnly(
                session,
                disk,
                disk.bulk(true).orElseThrow().address(),
                disk.bulk(false).orElseThrow().address());
        try {
            session.claim(disk.number());
        } catch (ChannelException e) {
            throw e.asFailure("claiming the disk");
        }
        transport.recover("beginning");
        return transport;
    }

    /** The number of the last logical unit; a device that has one only may refuse to say. */
    int lastUnit() throws FailureException {
        ByteBuffer answer = ByteBuffer.allocate(1);
        try {
            session.control(new SetupPacket(0xa1, GET_MAX_LUN, 0, number, 1), answer, CONTROL_TIME);
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.STALL) {
                return 0;
            }
            throw e.asFailure("GET MAX LUN");
        }
        int last = answer.position() == 1 ? answer.get(0) & 0xff : 0;
        if (last > LAST_LUN) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE, "GET MAX LUN: the board says " + last + "; 15 is the most");
        }
        return last;
    }

    /** The reset recovery (5.3.4): the device is ready for a command wrapper afterwards, and no pipe is halted. */
    private void recover(String doing) throws FailureException {
        try {
            try {
                session.control(new SetupPacket(0x21, RESET, 0, number, 0), ByteBuffer.allocate(0), CONTROL_TIME);
            } catch (ChannelException e) {
                if (e.fault() != ChannelFault.STALL) { // one that does not know it has nothing to forget
                    throw e;
                }
            }
            session.clearHalt(in);
            session.clearHalt(out);
        } catch (ChannelException e) {
            throw e.asFailure(doing + ": resetting the disk");
        }
    }

    /**
     * Runs a command.
     *
     * @param command 6 to 16 bytes
     * @param data what goes, or where to; its position moves by what was on the wire
     * @param doing for the engineer
     * @throws FailureException when the board is gone, silent, or cannot be brought back into step
     */
    Ending command(int unit, byte[] command, Flow flow, ByteBuffer data, String doing) throws FailureException {
        int length = flow == Flow.NONE ? 0 : data.remaining();
        tag++;
        try {
            ByteBuffer wrapper = ByteBuffer.allocate(CBW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            wrapper.putInt(CBW_SIGNATURE).putInt(tag).putInt(length);
            wrapper.put((byte) (flow == Flow.IN ? CBW_IN : 0)).put((byte) unit).put((byte) command.length);
            wrapper.put(command).rewind();
            try {
                session.bulkOut(out, wrapper, TIME);
            } catch (ChannelException e) {
                return stalled(e, doing, "the board refused the command");
            }
            if (length > 0) {
                move(flow, data);
            }
            return status(length, doing);
        } catch (ChannelException e) {
            throw e.asFailure(doing);
        }
    }

    private Ending stalled(ChannelException e, String doing, String why) throws ChannelException, FailureException {
        if (e.fault() != ChannelFault.STALL && e.fault() != ChannelFault.OVERFLOW) {
            throw e;
        }
        recover(doing);
        return Ending.broken(e.fault().kind(), doing + ": " + why);
    }

    /** A halt in the data phase is how a device says that it moves no more (6.7): the status tells the rest. */
    private void move(Flow flow, ByteBuffer data) throws ChannelException {
        int pipe = flow == Flow.IN ? in : out;
        try {
            if (flow == Flow.IN) {
                session.bulkIn(pipe, data, TIME);
            } else {
                session.bulkOut(pipe, data, TIME);
            }
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.STALL) {
                throw e;
            }
            session.clearHalt(pipe);
        }
    }

    private Ending status(int length, String doing) throws ChannelException, FailureException {
        ByteBuffer wrapper = ByteBuffer.allocate(CSW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try {
            readStatus(wrapper);
        } catch (ChannelException e) {
            return stalled(e, doing, "the board gave no status");
        }
        long residue = Integer.toUnsignedLong(wrapper.getInt(8));
        int status = wrapper.get(12);
        if (wrapper.position() < CSW_BYTES || wrapper.getInt(0) != CSW_SIGNATURE || wrapper.getInt(4) != tag) {
            recover(doing);
            return Ending.broken(FailureKind.PROTOCOL_GARBAGE, doing + ": the board's status is none of this command");
        }
        if ((status != PASSED && status != FAILED) || residue > length) {
            recover(doing);
            return Ending.broken(
                    FailureKind.PROTOCOL_GARBAGE,
                    doing
                            + (status == PHASE_ERROR
                                    ? ": the board lost step (phase error)"
                                    : ": the board's status has no meaning"));
        }
        return new Ending(status == PASSED, residue, null);
    }

    /** A halt before the status is cleared once (figure 2); an empty packet may still belong to the data. */
    private void readStatus(ByteBuffer wrapper) throws ChannelException {
        try {
            if (session.bulkIn(in, wrapper, TIME) == 0) {
                session.bulkIn(in, wrapper, TIME);
            }
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.STALL) {
                throw e;
            }
            session.clearHalt(in);
            wrapper.clear();
            session.bulkIn(in, wrapper, TIME);
        }
    }
}
