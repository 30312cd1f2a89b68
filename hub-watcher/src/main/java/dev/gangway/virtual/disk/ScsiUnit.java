package dev.gangway.virtual.disk;

import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A logical unit: a direct-access block device with the commands that operating systems ask of USB disks (SPC-4, SBC-3).
 * Under the board's lock.
 */
final class ScsiUnit {
    private static final int TEST_UNIT_READY = 0x00;
    private static final int REQUEST_SENSE = 0x03;
    private static final int READ_6 = 0x08;
    private static final int WRITE_6 = 0x0a;
    private static final int INQUIRY = 0x12;
    private static final int MODE_SENSE_6 = 0x1a;
    private static final int START_STOP_UNIT = 0x1b;
    private static final int PREVENT_ALLOW = 0x1e;
    private static final int READ_FORMAT_CAPACITIES = 0x23;
    private static final int READ_CAPACITY_10 = 0x25;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;
    private static final int VERIFY_10 = 0x2f;
    private static final int SYNCHRONIZE_CACHE_10 = 0x35;
    private static final int MODE_SENSE_10 = 0x5a;
    private static final int READ_16 = 0x88;
    private static final int WRITE_16 = 0x8a;
    private static final int SYNCHRONIZE_CACHE_16 = 0x91;
    private static final int SERVICE_ACTION_IN_16 = 0x9e;
    private static final int READ_CAPACITY_16 = 0x10;
    private static final int READ_12 = 0xa8;
    private static final int WRITE_12 = 0xaa;

    private final ScsiPages look;
    private final @Nullable DiskMedium medium;
    private final FaultPlan faults;
    private final Runnable ejected;
    private SenseCode sense = SenseCode.NONE;
    private boolean fresh = true;
    private boolean out;
    private boolean held;

    /**
     * A unit after power-up.
     *
     * @param medium null for a slot without one
     * @param ejected is told when the host has ejected the medium
     */
    ScsiUnit(ScsiPages look, @Nullable DiskMedium medium, FaultPlan faults, Runnable ejected) {
        this.look = look;
        this.medium = medium;
        this.faults = faults;
        this.ejected = ejected;
    }

    /** The port was reset. */
    void reset() {
        fresh = true;
        sense = SenseCode.NONE;
        held = false;
        transportReset();
    }

    /** The host began anew with the transport alone (Bulk-Only Transport 1.0, 3.1). */
    void transportReset() {
        if (medium != null) {
            medium.reset();
        }
    }

    /** What the next REQUEST SENSE tells. */
    void remember(SenseCode why) {
        sense = why;
    }

    /** Begins a command. */
    ScsiTask begin(ByteBuffer cdb) {
        int operation = cdb.get(0) & 0xff;
        if (operation == INQUIRY) {
            return inquiry(cdb);
        }
        if (operation == REQUEST_SENSE) {
            SenseCode told = sense.isNone() && fresh ? SenseCode.STARTED : sense;
            fresh = fresh && !told.equals(SenseCode.STARTED);
            sense = SenseCode.NONE;
            return ScsiTask.giving(told.fixed(), cdb.get(4) & 0xff);
        }
        sense = SenseCode.NONE;
        if (fresh) {
            fresh = false;
            return ScsiTask.failed(SenseCode.STARTED);
        }
        if (operation == PREVENT_ALLOW) {
            held = (cdb.get(4) & 1) != 0;
            return done();
        }
        if (operation == START_STOP_UNIT) {
            return startStop(cdb.get(4) & 3);
        }
        DiskMedium present = medium;
        SenseCode unready = unready(present);
        return !unready.isNone() || present == null ? ScsiTask.failed(unready) : access(operation, cdb, present);
    }

    private SenseCode unready(@Nullable DiskMedium present) {
        if (present == null || out) {
            return SenseCode.NO_MEDIUM;
        }
        if (faults.strike(DiskFault.NotReady.class).isPresent()) {
            return SenseCode.BECOMING_READY;
        }
        return faults.strike(DiskFault.Changed.class).isPresent() ? SenseCode.CHANGED : SenseCode.NONE;
    }

    private ScsiTask access(int operation, ByteBuffer cdb, DiskMedium present) {
        long lba10 = Integer.toUnsignedLong(cdb.getInt(2));
        int count10 = Short.toUnsignedInt(cdb.getShort(7));
        return switch (operation) {
            case TEST_UNIT_READY -> done();
            case MODE_SENSE_6 ->
                ScsiTask.giving(look.modeSense(cdb.get(2) & 0x3f, true, isReadOnly()), cdb.get(4) & 0xff);
            case MODE_SENSE_10 -> ScsiTask.giving(look.modeSense(cdb.get(2) & 0x3f, false, isReadOnly()), count10);
            case READ_FORMAT_CAPACITIES -> ScsiTask.giving(ScsiPages.formatCapacities(present), count10);
            case READ_CAPACITY_10 -> ScsiTask.giving(ScsiPages.capacity10(present), 8);
            case SERVICE_ACTION_IN_16 ->
                (cdb.get(1) & 0x1f) == READ_CAPACITY_16
                        ? ScsiTask.giving(ScsiPages.capacity16(present), Integer.toUnsignedLong(cdb.getInt(10)))
                        : ScsiTask.failed(SenseCode.INVALID_FIELD);
            case READ_6 -> read(present, cdb.getInt(0) & 0x1fffff, count6(cdb));
            case WRITE_6 -> write(present, cdb.getInt(0) & 0x1fffff, count6(cdb));
            case READ_10 -> read(present, lba10, count10);
            case WRITE_10 -> write(present, lba10, count10);
            case READ_12 -> read(present, lba10, Integer.toUnsignedLong(cdb.getInt(6)));
            case WRITE_12 -> write(present, lba10, Integer.toUnsignedLong(cdb.getInt(6)));
            case READ_16 -> read(present, cdb.getLong(2), Integer.toUnsignedLong(cdb.getInt(10)));
            case WRITE_16 -> write(present, cdb.getLong(2), Integer.toUnsignedLong(cdb.getInt(10)));
            case VERIFY_10 -> check(present, lba10, count10);
            case SYNCHRONIZE_CACHE_10, SYNCHRONIZE_CACHE_16 -> done();
            default -> ScsiTask.failed(SenseCode.NO_SUCH_COMMAND);
        };
    }

    private static ScsiTask done() {
        return ScsiTask.plain(() -> SenseCode.NONE);
    }

    private static int count6(ByteBuffer cdb) {
        int count = cdb.get(4) & 0xff;
        return count == 0 ? 256 : count;
    }

    private ScsiTask inquiry(ByteBuffer cdb) {
        int allocated = Short.toUnsignedInt(cdb.getShort(3));
        if ((cdb.get(1) & 1) == 0) {
            return ScsiTask.giving(look.inquiry(), allocated);
        }
        return look.productData(cdb.get(2) & 0xff)
                .map(page -> ScsiTask.giving(page, allocated))
                .orElseGet(() -> ScsiTask.failed(SenseCode.INVALID_FIELD));
    }

    /** LOEJ and START of the command's last bits. */
    private ScsiTask startStop(int what) {
        if (what == 2 && held) {
            return ScsiTask.failed(SenseCode.REMOVAL_PREVENTED);
        }
        return ScsiTask.plain(() -> {
            if (what == 2 && !out) {
                out = true;
                ejected.run();
            } else if (what == 3) {
                out = false;
            }
            return SenseCode.NONE;
        });
    }

    private boolean isReadOnly() {
        return faults.isDue(DiskFault.ReadOnly.class, 0);
    }

    private static boolean isWithin(DiskMedium present, long lba, long count) {
        return lba >= 0 && lba <= present.blocks() && count <= present.blocks() - lba;
    }

    private ScsiTask check(DiskMedium present, long lba, long count) {
        if (!isWithin(present, lba, count)) {
            return ScsiTask.failed(SenseCode.OUT_OF_RANGE);
        }
        long bad = badBlock(lba, count);
        return bad < 0 ? done() : ScsiTask.failed(SenseCode.mediumError(false, bad));
    }

    /** The first block of a stretch that can't be accessed; -1 = all can. */
    private long badBlock(long lba, long count) {
        return faults.due(DiskFault.MediumError.class).stream()
                .map(DiskFault.MediumError::lba)
                .filter(bad -> bad >= lba && bad < lba + count)
                .findFirst()
                .orElse(-1L);
    }

    private ScsiTask read(DiskMedium present, long lba, long count) {
        return isWithin(present, lba, count)
                ? halved(ScsiTask.in(count * present.blockSize(), new Access(present, lba, false)))
                : ScsiTask.failed(SenseCode.OUT_OF_RANGE);
    }

    private ScsiTask write(DiskMedium present, long lba, long count) {
        if (!isWithin(present, lba, count)) {
            return ScsiTask.failed(SenseCode.OUT_OF_RANGE);
        }
        return isReadOnly()
                ? ScsiTask.failed(SenseCode.WRITE_PROTECTED)
                : halved(ScsiTask.out(count * present.blockSize(), new Access(present, lba, true)));
    }

    private ScsiTask halved(ScsiTask task) {
        return task.length() > 0 && faults.strike(DiskFault.Residue.class).isPresent()
                ? task.upTo(task.length() / 2)
                : task;
    }

    /** A read or a write on its way through its blocks. */
    private final class Access implements ScsiTask.Mover {
        private final DiskMedium on;
        private final boolean write;
        private long at;

        Access(DiskMedium on, long lba, boolean write) {
            this.on = on;
            this.write = write;
            at = lba * on.blockSize();
        }

        @Override
        public SenseCode move(ByteBuffer part) {
            int length = part.remaining();
            long first = at / on.blockSize();
            long bad = badBlock(first, (at + length - 1) / on.blockSize() - first + 1);
            if (bad >= 0) {
                return SenseCode.mediumError(write, bad);
            }
            if (write && isReadOnly()) {
                return SenseCode.WRITE_PROTECTED;
            }
            if (!write) {
                on.read(at, part);
            } else if (faults.isDue(DiskFault.Swallow.class, 0)) {
                part.position(part.limit());
            } else if (faults.strike(DiskFault.CorruptWrite.class).isPresent()) {
                byte[] wrong = new byte[length];
                part.get(wrong);
                wrong[length / 2] ^= 0x10;
                on.write(at, ByteBuffer.wrap(wrong));
            } else {
                on.write(at, part);
            }
            at += length;
            return SenseCode.NONE;
        }
    }
}
