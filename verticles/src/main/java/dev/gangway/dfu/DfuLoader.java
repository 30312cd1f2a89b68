package dev.gangway.dfu;

import dev.gangway.channel.ChannelException;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** What a loader does with its memories; plain DFU and DfuSe mean different things by the same requests. */
interface DfuLoader {
    /** Takes a piece of what is read; false = that was enough. */
    @FunctionalInterface
    interface Sink {
        boolean take(ByteBuffer piece) throws FailureException;
    }

    /**
     * Writes a stretch of an image.
     *
     * @param moved gets the bytes that the board has taken since the last call
     * @return whether the board still answers; one that does not has left to run what it got
     */
    boolean write(Stretch at, ImageData data, long offset, LongConsumer moved)
            throws ChannelException, FailureException;

    /** Reads a stretch in order. */
    void read(Stretch from, Sink sink) throws ChannelException, FailureException;

    /** Erases all pages that a stretch touches. */
    void erase(Stretch what) throws ChannelException, FailureException;

    /** Has the board run what it got; it leaves the bus. */
    void leave(long start) throws ChannelException, FailureException;

    /**
     * Part of a memory.
     *
     * @param memory which
     * @param from its first address
     * @param length bytes
     * @param intoKeys whether it may lie where a board keeps what no image brings back
     */
    record Stretch(DfuMemory memory, long from, long length, boolean intoKeys) {
        long end() {
            return from + length;
        }

        String text() {
            return String.format("memory %s at 0x%x", memory.text(), from);
        }
    }
}
