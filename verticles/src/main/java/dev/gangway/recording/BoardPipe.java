package dev.gangway.recording;

import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** An open board as recordings see it: bytes to it and from it. Blocking; one thread. */
public interface BoardPipe {
    /**
     * Sends all of the data.
     *
     * @param moved gets the bytes that the board has taken since the last call
     */
    void send(ByteBuffer data, LongConsumer moved) throws FailureException;

    /**
     * Receives what the board says next.
     *
     * @param wanted what is expected, at least one byte
     * @return what came, to be read from its position on; how many those are is for the caller to judge
     */
    ByteBuffer receive(ByteBuffer wanted) throws FailureException;
}
