package dev.gangway.virtual.disk;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.disk.ScsiTask.Flow;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The device side of USB mass storage: Bulk-Only Transport 1.0 over SCSI units. Commands, data and statuses follow one another
 * as its section 5 has them; where host and device want different things, its section 6.7 (the thirteen cases) says what
 * happens.
 */
public final class DiskFunction implements UsbFunction {
    /** The interface class of these disks: mass storage, SCSI, Bulk-Only. */
    static final int CLASS = 0x08;

    static final int SUB_CLASS = 0x06;
    static final int PROTOCOL = 0x50;
    static final int IN = 0x81;
    static final int OUT = 0x01;

    private static final int CONFIGURATION = 2;
    private static final int GET_MAX_LUN = 0xfe;
    private static final int RESET = 0xff;
    private static final int CBW_BYTES = 31;
    private static final int CSW_BYTES = 13;
    private static final int CBW_SIGNATURE = 0x43425355;
    private static final int CSW_SIGNATURE = 0x53425355;
    private static final int LONGEST_CDB = 16;
    private static final int FAILED = 1;
    private static final int PHASE_ERROR = 2;

    private enum Phase {
        COMMAND,
        DATA_IN,
        DATA_OUT,
        STATUS,
        /** After a wrapper that is none: both pipes are halted until the reset recovery. */
        LOST
    }

    private final UsbIdentity identity;
    private final List<ScsiUnit> units;
    private final FaultPlan faults;
    private final Runnable wake;
    private final UnaryOperator<byte[]> configuration;

    private Phase phase = Phase.COMMAND;
    private ScsiTask task = ScsiTask.failed(SenseCode.NONE);
    private int unit;
    private int tag;
    /** Bytes of the host's length, and of the task's, that are still to move. */
    private long hostLeft;

    private long taskLeft;
    private boolean phaseError;
    private SenseCode failure = SenseCode.NONE;
    private boolean stallIn;
    private boolean stallOut;

    /**
     * Disks behind one interface.
     *
     * @param identity with one interface of mass storage, SCSI, Bulk-Only, whose endpoints are 81 and 01
     * @param units at least one, at most 16
     * @param wake is called when what was answered with NAK may be served
     * @param configuration makes the configuration that is told of the one that the identity has
     */
    DiskFunction(
            UsbIdentity identity,
            List<ScsiUnit> units,
            FaultPlan faults,
            Runnable wake,
            UnaryOperator<byte[]> configuration) {
        this.identity = identity;
        this.units = List.copyOf(units);
        this.faults = faults;
        this.wake = wake;
        this.configuration = configuration;
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        return type == CONFIGURATION ? configuration.apply(sound) : sound;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (setup.requestType() == 0xa1 && setup.request() == GET_MAX_LUN && data.hasRemaining()) {
            data.put((byte) (units.size() - 1));
            return 1;
        }
        if (setup.requestType() == 0x21 && setup.request() == RESET) {
            forget();
            units.forEach(ScsiUnit::transportReset);
            return 0;
        }
        return STALL;
    }

    /** Ready for the next command; halts stay until the host clears them, and what they were for is over. */
    private void forget() {
        phase = Phase.COMMAND;
        stallIn = false;
        stallOut = false;
    }

    @Override
    public void busReset() {
        forget();
        units.forEach(ScsiUnit::reset);
    }

    /** A halt in the middle of the data that this side did not ask for is the end of the command too. */
    @Override
    public void clearHalt(int endpoint) {
        if (phase == (endpoint == IN ? Phase.DATA_IN : Phase.DATA_OUT)) {
            failure = SenseCode.DATA_PHASE_ERROR;
            finish();
        }
        if (endpoint == IN) {
            stallIn = false;
        } else {
            stallOut = false;
        }
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (phase == Phase.LOST || stallOut) {
            return STALL;
        }
        return switch (phase) {
            case COMMAND -> command(data);
            case DATA_OUT -> takeData(data);
            default -> NAK;
        };
    }

    private int command(ByteBuffer data) {
        ByteBuffer wrapper = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        int length = wrapper.remaining();
        boolean valid = length == CBW_BYTES
                && wrapper.getInt(0) == CBW_SIGNATURE
                && (wrapper.get(13) & 0xff) < LONGEST_CDB
                && wrapper.get(14) >= 1
                && wrapper.get(14) <= LONGEST_CDB;
        if (!valid) {
            phase = Phase.LOST;
            return STALL;
        }
        tag = wrapper.getInt(4);
        hostLeft = Integer.toUnsignedLong(wrapper.getInt(8));
        boolean hostIn = (wrapper.get(12) & 0x80) != 0;
        unit = wrapper.get(13);
        data.position(data.position() + length);
        ByteBuffer cdb = ByteBuffer.allocate(LONGEST_CDB).put(wrapper.slice(15, wrapper.get(14)));
        begin(hostIn, cdb.rewind());
        wake.run();
        return length;
    }

    private void begin(boolean hostIn, ByteBuffer cdb) {
        task = unit < units.size() ? units.get(unit).begin(cdb) : ScsiTask.failed(SenseCode.NO_SUCH_UNIT);
        failure = SenseCode.NONE;
        taskLeft = Math.min(task.length(), hostLeft);
        Flow wanted = hostLeft == 0 ? Flow.NONE : hostIn ? Flow.IN : Flow.OUT;
        phaseError = task.flow() != Flow.NONE && (task.flow() != wanted || task.length() > hostLeft);
        if (task.flow() != wanted) {
            taskLeft = 0;
        }
        switch (wanted) {
            case NONE -> finish();
            case IN -> {
                phase = Phase.DATA_IN;
                endOfData();
            }
            case OUT -> {
                phase = Phase.DATA_OUT;
                endOfData();
            }
        }
    }

    /** When the device has no more to move, the command ends; what the host still wants to move is refused. */
    private void endOfData() {
        if (taskLeft > 0 && failure.isNone()) {
            return;
        }
        stallIn = phase == Phase.DATA_IN && hostLeft > 0;
        stallOut = phase == Phase.DATA_OUT && hostLeft > 0;
        finish();
    }

    private void finish() {
        phase = Phase.STATUS;
        if (failure.isNone() && !phaseError) {
            failure = task.end();
        }
        if (!failure.isNone() && unit < units.size()) {
            units.get(unit).remember(failure);
        }
        wake.run();
    }

    private int takeData(ByteBuffer data) {
        if (!data.hasRemaining()) {
            return 0;
        }
        int now = (int) Math.min(data.remaining(), taskLeft);
        int end = data.limit();
        ByteBuffer part = data.slice(data.position(), now);
        failure = task.move(part);
        // What was sent was sent, whether or not the medium took it.
        data.position(data.position() + now).limit(end);
        moved(now);
        return now;
    }

    private void moved(int bytes) {
        taskLeft -= bytes;
        hostLeft -= bytes;
        endOfData();
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        if (phase == Phase.LOST || stallIn) {
            return STALL;
        }
        return switch (phase) {
            case DATA_IN -> giveData(into);
            case STATUS -> giveStatus(into);
            default -> NAK;
        };
    }

    private int giveData(ByteBuffer into) {
        int now = (int) Math.min(into.remaining(), taskLeft);
        ByteBuffer part = into.slice(into.position(), now);
        failure = task.move(part);
        if (!failure.isNone()) {
            endOfData();
            return STALL;
        }
        into.position(into.position() + now);
        moved(now);
        return now;
    }

    private int giveStatus(ByteBuffer into) {
        int status = phaseError || faults.strike(DiskFault.PhaseError.class).isPresent()
                ? PHASE_ERROR
                : failure.isNone() ? 0 : FAILED;
        boolean otherTag = faults.strike(DiskFault.WrongTag.class).isPresent();
        boolean noSignature = faults.strike(DiskFault.WrongSignature.class).isPresent();
        ByteBuffer wrapper = ByteBuffer.allocate(CSW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        wrapper.putInt(noSignature ? 0 : CSW_SIGNATURE)
                .putInt(otherTag ? tag + 1 : tag)
                .putInt((int) hostLeft)
                .put((byte) status);
        int given = Math.min(CSW_BYTES, into.remaining());
        into.put(wrapper.array(), 0, given);
        forget();
        wake.run();
        return given;
    }
}
