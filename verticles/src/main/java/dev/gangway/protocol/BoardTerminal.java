package dev.gangway.protocol;

import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;

/** A board at whose prompt a person works: what it says, and keys, byte by byte. Blocking; one thread. */
public interface BoardTerminal {
    /**
     * Receives what the board says; the position moves. Waits some milliseconds when nothing is there.
     *
     * @throws FailureException CABLE_LOST when the line is gone; STOPPED_BY_PERSON when it was cancelled
     */
    void read(ByteBuffer into) throws FailureException;

    /** Sends keys, no more than the smallest UART keeps: 16 at once. */
    void type(ByteBuffer keys) throws FailureException;
}
