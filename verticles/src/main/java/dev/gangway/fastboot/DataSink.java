package dev.gangway.fastboot;

import dev.gangway.format.FormatException;
import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;

/** Takes what a board sends in a data phase, in order. */
@FunctionalInterface
public interface DataSink {
    /**
     * Takes the next bytes; the buffer is used again afterwards.
     *
     * @param at their place in what was asked for
     */
    void take(long at, ByteBuffer bytes) throws FailureException, FormatException;
}
