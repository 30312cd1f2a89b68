package dev.gangway.virtual.disk;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A command under way: how many bytes it moves in which direction, and how it ends. */
final class ScsiTask {
    /** Which way the data goes, as the device sees the command. */
    enum Flow {
        NONE,
        IN,
        OUT
    }

    /** Moves a stretch of the data. */
    @FunctionalInterface
    interface Mover {
        /** Fills or empties the buffer; one that does not says why the command fails there. */
        SenseCode move(ByteBuffer part);
    }

    private static final Mover NOTHING = part -> SenseCode.NONE;

    private final Flow flow;
    private final long length;
    private final Mover mover;
    private final Supplier<SenseCode> end;

    private ScsiTask(Flow flow, long length, Mover mover, Supplier<SenseCode> end) {
        this.flow = flow;
        this.length = length;
        this.mover = mover;
        this.end = end;
    }

    /** A command without data. */
    static ScsiTask plain(Supplier<SenseCode> end) {
        return new ScsiTask(Flow.NONE, 0, NOTHING, end);
    }

    static ScsiTask failed(SenseCode why) {
        return plain(() -> why);
    }

    /** A command that gives these bytes, as far as the host has allocated room for them. */
    static ScsiTask giving(byte[] bytes, long allocated) {
        ByteBuffer left = ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, allocated));
        return in(left.remaining(), part -> {
            while (part.hasRemaining()) {
                part.put(left.get());
            }
            return SenseCode.NONE;
        });
    }

    static ScsiTask in(long length, Mover mover) {
        return length == 0 ? plain(() -> SenseCode.NONE) : new ScsiTask(Flow.IN, length, mover, () -> SenseCode.NONE);
    }

    static ScsiTask out(long length, Mover mover) {
        return length == 0 ? plain(() -> SenseCode.NONE) : new ScsiTask(Flow.OUT, length, mover, () -> SenseCode.NONE);
    }

    /** The same, which moves no more than this and does not mind. */
    ScsiTask upTo(long most) {
        return new ScsiTask(flow, Math.min(length, most), mover, end);
    }

    Flow flow() {
        return flow;
    }

    long length() {
        return length;
    }

    SenseCode move(ByteBuffer part) {
        return mover.move(part);
    }

    SenseCode end() {
        return end.get();
    }
}
