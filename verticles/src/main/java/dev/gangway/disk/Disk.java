package dev.gangway.disk;

import dev.gangway.format.Differences;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A disk with a medium: stretches of bytes that begin at a block. What is read comes from the device, since nothing of this
 * machine lies between. Blocking; one thread at a time.
 */
public final class Disk {
    /** Bytes of a command. Larger ones gain nothing, and 16 bits count 65535 blocks. */
    static final int MOST_AT_ONCE = 1 << 20;

    /** What is written at least, where only what differs is: no flash is erased in much less. */
    static final int GRAIN = 1 << 16;

    private final LogicalUnit unit;
    private final DiskFacts facts;
    private final ByteBuffer room = ByteBuffer.allocateDirect(MOST_AT_ONCE);

    private Disk(LogicalUnit unit, DiskFacts facts) {
        this.unit = unit;
        this.facts = facts;
    }

    /** The disk of a unit; empty when it is none or has no medium. */
    static Optional<Disk> of(LogicalUnit unit) throws FailureException {
        Optional<ByteBuffer> inquiry = unit.inquiry();
        if (inquiry.isEmpty() || !unit.isReady()) {
            return Optional.empty();
        }
        ByteBuffer told = inquiry.get();
        LogicalUnit.Capacity capacity = unit.capacity();
        return Optional.of(new Disk(
                unit,
                new DiskFacts(
                        unit.number(),
                        LogicalUnit.text(told, 8, 8),
                        LogicalUnit.text(told, 16, 16),
                        LogicalUnit.text(told, 32, 4),
                        unit.serial().orElse(""),
                        capacity.count(),
                        capacity.size(),
                        LogicalUnit.isRemovable(told),
                        unit.isWriteProtected())));
    }

    /** What it said of itself when it was opened. */
    public DiskFacts facts() {
        return facts;
    }

    /**
     * Holds a write against what the disk says of itself; nothing is sent.
     *
     * @param at the first byte
     * @param length bytes
     * @throws FailureException RECIPE_INVALID when it begins inside a block, IMAGE_TOO_LARGE when it goes beyond the end,
     *     BOARD_REFUSED when the disk is write-protected
     */
    public void requireWritable(long at, long length) throws FailureException {
        requireWithin(at, length);
        if (facts.writeProtected()) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the disk says that it is write-protected: look for a lock on its card, or start the board so that it"
                            + " shows its disk for writing");
        }
    }

    private void requireWithin(long at, long length) throws FailureException {
        if (at < 0 || at % facts.blockSize() != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "byte " + at + " is no beginning of one of the disk's blocks of " + facts.blockSize() + " bytes");
        }
        if (length > facts.bytes() || at > facts.bytes() - length) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    length + " bytes at byte " + at + " do not fit the disk, which has " + facts.bytes());
        }
    }

    /**
     * Writes a stretch of an image. What is behind it in its last block stays.
     *
     * @param at where on the disk, a multiple of its block size
     * @param moved gets the bytes that the disk has taken since the last call
     */
    public void write(ImageData data, long offset, long length, long at, LongConsumer moved) throws FailureException {
        requireWritable(at, length);
        long whole = length / facts.blockSize() * facts.blockSize();
        for (long done = 0; done < whole; ) {
            ByteBuffer piece = data.slice(offset + done, (int) Math.min(toBorder(at + done), whole - done));
            int size = piece.remaining();
            moveAll(true, at + done, piece);
            done += size;
            moved.accept(size);
        }
        int rest = (int) (length - whole);
        if (rest > 0) {
            ByteBuffer block = room.clear().limit(facts.blockSize());
            moveAll(false, at + whole, block);
            block.put(0, data.slice(offset + whole, rest), 0, rest);
            moveAll(true, at + whole, block.rewind());
            moved.accept(rest);
        }
    }

    /** Commands begin and end at multiples of their size: flash is written in large pages. */
    private static long toBorder(long at) {
        return MOST_AT_ONCE - at % MOST_AT_ONCE;
    }

    private void moveAll(boolean write, long at, ByteBuffer data) throws FailureException {
        long place = at;
        while (data.hasRemaining()) {
            int before = data.remaining();
            unit.move(write, place / facts.blockSize(), data, facts.blockSize());
            place += before - data.remaining();
        }
    }

    /** Is told what will be written. */
    @FunctionalInterface
    public interface Change {
        /**
         * The next bytes go there.
         *
         * @param at the first byte on the disk
         * @param length bytes
         */
        void at(long at, long length) throws FailureException;
    }

    /**
     * Reads a stretch, and writes what differs from an image, by {@link #GRAIN}.
     *
     * @param before is told of each stretch before its first byte goes
     * @param moved gets the bytes that are as they should be since the last call
     * @return how many bytes were written
     */
    long writeDifferent(ImageData data, long offset, long length, long at, Change before, LongConsumer moved)
            throws FailureException {
        requireWritable(at, length);
        long written = 0;
        for (long done = 0; done < length; ) {
            int size = (int) Math.min(toBorder(at + done), length - done);
            for (Differences.Run run : differences(data.slice(offset + done, size), at + done)) {
                long place = done + run.offset();
                before.at(at + place, run.length());
                write(data, offset + place, run.length(), at + place, bytes -> {});
                written += run.length();
            }
            done += size;
            moved.accept(size);
        }
        return written;
    }

    private List<Differences.Run> differences(ByteBuffer wanted, long at) throws FailureException {
        try {
            return Differences.of(piece(at, wanted.remaining()), wanted, at, GRAIN)
                    .runs();
        } catch (FailureException e) {
            if (e.failure().kind() != FailureKind.MEDIUM_FAILED) {
                throw e;
            }
            return List.of(
                    new Differences.Run(0, wanted.remaining())); // what can't be read may be written all the same
        }
    }

    /** Takes what is read, piece by piece; false = that was enough. */
    @FunctionalInterface
    public interface Reader {
        /** The buffer is used again after the call. */
        boolean take(ByteBuffer piece) throws FailureException;
    }

    /** Reads a stretch from the device. */
    public void read(long at, long length, Reader reader) throws FailureException {
        requireWithin(at, length);
        boolean more = true;
        for (long done = 0; done < length && more; ) {
            int size = (int) Math.min(toBorder(at + done), length - done);
            more = reader.take(piece(at + done, size));
            done += size;
        }
    }

    private ByteBuffer piece(long at, int size) throws FailureException {
        int blocks = (size + facts.blockSize() - 1) / facts.blockSize();
        ByteBuffer into = room.clear().limit(blocks * facts.blockSize());
        moveAll(false, at, into);
        return into.rewind().limit(size);
    }

    /**
     * Reads a stretch back and holds it against an image. A difference counts when it is read twice: a wrong bit on the wire must
     * not accuse the board.
     *
     * @throws FailureException VERIFY_MISMATCH with the first byte that differs; UPLOAD_DAMAGED when nothing does the second time
     */
    public void verify(ImageData data, long offset, long length, long at, LongConsumer moved) throws FailureException {
        requireWithin(at, length);
        long[] done = {0};
        read(at, length, piece -> {
            ByteBuffer wanted = data.slice(offset + done[0], piece.remaining());
            int differs = wanted.mismatch(piece);
            if (differs >= 0) {
                accuse(wanted, at + done[0], differs);
            }
            done[0] += wanted.remaining();
            moved.accept(wanted.remaining());
            return true;
        });
    }

    private void accuse(ByteBuffer wanted, long at, int first) throws FailureException {
        int again = wanted.mismatch(piece(at, wanted.remaining()));
        if (again < 0) {
            throw new FailureException(
                    FailureKind.UPLOAD_DAMAGED,
                    "what was read at byte " + (at + first) + " differed only the first time");
        }
        throw new FailureException(
                FailureKind.VERIFY_MISMATCH, "the disk does not hold what the image has at byte " + (at + again));
    }

    /** Has all that was written go from the device's cache to its medium. */
    public void synchronize() throws FailureException {
        unit.synchronize();
    }

    /** The same, and takes the medium out: the board may leave then. */
    public void eject() throws FailureException {
        unit.synchronize();
        unit.eject();
    }
}
