package dev.gangway.disk;

import dev.gangway.channel.Pauses;
import dev.gangway.disk.BulkOnly.Ending;
import dev.gangway.disk.BulkOnly.Flow;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One disk of a device, as SPC-4 and SBC-3 have it. A transport that broke down is tried once more, a disk that becomes ready is
 * waited for, one that tells of what was before is asked again. One thread at a time.
 */
final class LogicalUnit {
    private static final int TEST_UNIT_READY = 0x00;
    private static final int REQUEST_SENSE = 0x03;
    private static final int INQUIRY = 0x12;
    private static final int MODE_SENSE_6 = 0x1a;
    private static final int START_STOP_UNIT = 0x1b;
    private static final int PREVENT_ALLOW = 0x1e;
    private static final int READ_CAPACITY_10 = 0x25;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;
    private static final int SYNCHRONIZE_CACHE_10 = 0x35;
    private static final int READ_16 = 0x88;
    private static final int WRITE_16 = 0x8a;
    private static final int SERVICE_ACTION_IN_16 = 0x9e;
    private static final int READ_CAPACITY_16 = 0x10;

    private static final int SERIAL_PAGE = 0x80;
    private static final int ALL_PAGES = 0x3f;
    private static final int MODE_ROOM = 192;
    private static final int INQUIRY_BYTES = 36;
    private static final int SERIAL_ROOM = 252;
    private static final int WRITE_PROTECT = 0x80;
    private static final int REMOVABLE = 0x80;
    private static final int PERIPHERAL = 0xff;
    private static final int EJECT = 2;
    private static final long LAST_OF_32_BITS = 0xffff_ffffL;

    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final int PATIENCE = 100;

    /** One for power-up, one for the medium; what tells more of them is not in order. */
    private static final int MOST_ATTENTIONS = 3;

    private final BulkOnly transport;
    private final int number;
    private final Pauses pauses;

    LogicalUnit(BulkOnly transport, int number, Pauses pauses) {
        this.transport = transport;
        this.number = number;
        this.pauses = pauses;
    }

    /**
     * Blocks of a disk.
     *
     * @param count how many
     * @param size bytes of each
     */
    record Capacity(long count, int size) {}

    int number() {
        return number;
    }

    /** What a command that the disk refused says; null for one that it carried out, whose data buffer has moved. */
    private @Nullable Sense attempt(byte[] command, Flow flow, ByteBuffer data, String doing) throws FailureException {
        int from = data.position();
        int attentions = 0;
        int waits = 0;
        boolean broke = false;
        while (true) {
            data.position(from);
            Ending ending = transport.command(number, command, flow, data, doing);
            FailureException broken = ending.broken();
            if (broken != null) {
                if (broke) {
                    throw broken;
                }
                broke = true;
                continue;
            }
            if (ending.passed()) {
                int length = flow == Flow.NONE ? 0 : data.limit() - from;
                // An answer that was shorter than its room need not be told as residue.
                int handled = (int) (length - ending.residue());
                data.position(from + (flow == Flow.IN ? Math.min(handled, data.position() - from) : handled));
                return null;
            }
            Sense sense = sense(doing);
            if (sense.isRecovered()) {
                return null;
            }
            if (sense.isAborted() && !broke) {
                broke = true;
                continue;
            }
            if (sense.isAttention() && ++attentions < MOST_ATTENTIONS) {
                continue;
            }
            if (!sense.isBecomingReady() || ++waits > PATIENCE) {
                return sense;
            }
            pauses.pause(AGAIN);
        }
    }

    private void run(byte[] command, Flow flow, ByteBuffer data, String doing) throws FailureException {
        Sense sense = attempt(command, flow, data, doing);
        if (sense != null) {
            throw sense.asFailure(doing);
        }
    }

    private Sense sense(String doing) throws FailureException {
        ByteBuffer data = ByteBuffer.allocate(Sense.BYTES);
        Ending ending = transport.command(
                number, six(REQUEST_SENSE, 0, Sense.BYTES), Flow.IN, data, doing + ": asking the disk why");
        FailureException broken = ending.broken();
        if (broken != null) {
            throw broken;
        }
        return Sense.parse(data.flip());
    }

    private static byte[] six(int operation, int page, int allocated) {
        return new byte[] {(byte) operation, 0, (byte) page, 0, (byte) allocated, 0};
    }

    /** Whether this is a disk, and not a drive of another kind or a place for one. */
    Optional<ByteBuffer> inquiry() throws FailureException {
        ByteBuffer data = ByteBuffer.allocate(INQUIRY_BYTES);
        run(six(INQUIRY, 0, INQUIRY_BYTES), Flow.IN, data, "INQUIRY");
        data.flip();
        if (data.limit() < INQUIRY_BYTES) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "INQUIRY: the disk tells " + data.limit() + " bytes of itself instead of " + INQUIRY_BYTES);
        }
        return (data.get(0) & PERIPHERAL) == 0 ? Optional.of(data) : Optional.empty();
    }

    static boolean isRemovable(ByteBuffer inquiry) {
        return (inquiry.get(1) & REMOVABLE) != 0;
    }

    static String text(ByteBuffer answer, int from, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < Math.min(from + length, answer.limit()); i++) {
            int letter = answer.get(i) & 0xff;
            text.append(letter >= ' ' && letter <= '~' ? (char) letter : ' ');
        }
        return text.toString().strip();
    }

    /** Its serial number, where it has a page for it. */
    Optional<String> serial() throws FailureException {
        ByteBuffer data = ByteBuffer.allocate(SERIAL_ROOM);
        byte[] command = {INQUIRY, 1, (byte) SERIAL_PAGE, 0, (byte) SERIAL_ROOM, 0};
        if (attempt(command, Flow.IN, data, "INQUIRY of the serial") != null) {
            return Optional.empty();
        }
        data.flip();
        boolean told = data.limit() > 4 && (data.get(1) & 0xff) == SERIAL_PAGE;
        return told ? Optional.of(text(data, 4, data.get(3) & 0xff)).filter(text -> !text.isEmpty()) : Optional.empty();
    }

    /** Waits for it to be ready; false when it has no medium. */
    boolean isReady() throws FailureException {
        Sense sense = attempt(six(TEST_UNIT_READY, 0, 0), Flow.NONE, ByteBuffer.allocate(0), "TEST UNIT READY");
        if (sense != null && !sense.isWithoutMedium()) {
            throw sense.asFailure("TEST UNIT READY");
        }
        return sense == null;
    }

    Capacity capacity() throws FailureException {
        ByteBuffer data = ByteBuffer.allocate(8);
        run(new byte[] {READ_CAPACITY_10, 0, 0, 0, 0, 0, 0, 0, 0, 0}, Flow.IN, data, "READ CAPACITY");
        data.flip();
        if (data.limit() == 8 && Integer.toUnsignedLong(data.getInt(0)) < LAST_OF_32_BITS) {
            return checked(Integer.toUnsignedLong(data.getInt(0)) + 1, data.getInt(4));
        }
        ByteBuffer large = ByteBuffer.allocate(32);
        byte[] command = ByteBuffer.allocate(16)
                .put(0, (byte) SERVICE_ACTION_IN_16)
                .put(1, (byte) READ_CAPACITY_16)
                .putInt(10, large.capacity())
                .array();
        run(command, Flow.IN, large, "READ CAPACITY(16)");
        large.flip();
        return large.limit() < 12 ? checked(0, 0) : checked(large.getLong(0) + 1, large.getInt(8));
    }

    private static Capacity checked(long count, int size) throws FailureException {
        boolean sane = count > 0
                && size >= 512
                && size <= Disk.MOST_AT_ONCE
                && Integer.bitCount(size) == 1
                && count <= Long.MAX_VALUE / size;
        if (!sane) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "READ CAPACITY: the disk says that it has " + count + " blocks of " + size + " bytes");
        }
        return new Capacity(count, size);
    }

    /** Whether MODE SENSE says so; a disk that does not know it is taken for writable, and tells when it is written. */
    boolean isWriteProtected() throws FailureException {
        ByteBuffer data = ByteBuffer.allocate(MODE_ROOM);
        Sense refused = attempt(six(MODE_SENSE_6, ALL_PAGES, MODE_ROOM), Flow.IN, data, "MODE SENSE");
        if (refused != null && !refused.isRefusal()) {
            throw refused.asFailure("MODE SENSE");
        }
        return refused == null && data.position() >= 4 && (data.get(2) & WRITE_PROTECT) != 0;
    }

    /** Moves whole blocks between the disk and the buffer, whose position moves by those that the disk handled. */
    void move(boolean write, long block, ByteBuffer data, int blockSize) throws FailureException {
        int count = data.remaining() / blockSize;
        boolean large = block + count - 1 > LAST_OF_32_BITS;
        ByteBuffer command = ByteBuffer.allocate(large ? 16 : 10);
        if (large) {
            command.put(0, (byte) (write ? WRITE_16 : READ_16))
                    .putLong(2, block)
                    .putInt(10, count);
        } else {
            command.put(0, (byte) (write ? WRITE_10 : READ_10))
                    .putInt(2, (int) block)
                    .putShort(7, (short) count);
        }
        String doing = (write ? "writing " : "reading ") + count + " blocks at block " + block;
        int from = data.position();
        run(command.array(), write ? Flow.OUT : Flow.IN, data, doing);
        int whole = (data.position() - from) / blockSize * blockSize;
        data.position(from + whole);
        if (whole == 0) {
            throw new FailureException(
                    FailureKind.TRANSFER_FAILED, doing + ": the disk says that all is well and moved nothing");
        }
    }

    /** Has all that was written go to the medium. */
    void synchronize() throws FailureException {
        byte[] command = {SYNCHRONIZE_CACHE_10, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        Sense sense = attempt(command, Flow.NONE, ByteBuffer.allocate(0), "SYNCHRONIZE CACHE");
        if (sense != null && !sense.isRefusal()) { // one that does not know it has no cache
            throw sense.asFailure("SYNCHRONIZE CACHE");
        }
    }

    /** Takes the medium out. */
    void eject() throws FailureException {
        Sense sense = attempt(six(PREVENT_ALLOW, 0, 0), Flow.NONE, ByteBuffer.allocate(0), "ALLOW MEDIUM REMOVAL");
        if (sense != null && !sense.isRefusal()) {
            throw sense.asFailure("ALLOW MEDIUM REMOVAL");
        }
        run(six(START_STOP_UNIT, 0, EJECT), Flow.NONE, ByteBuffer.allocate(0), "ejecting the medium");
    }
}
