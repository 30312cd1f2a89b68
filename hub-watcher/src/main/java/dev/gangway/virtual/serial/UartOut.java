package dev.gangway.virtual.serial;

import java.nio.ByteBuffer;

/** The sending half of a virtual board's UART. Called under the board's lock; never blocks. */
public interface UartOut {
    /** Queues a copy of these bytes for the host. */
    void send(ByteBuffer bytes);

    /** Bytes that the host has not fetched yet. */
    int waiting();
}
