package dev.gangway.virtual.serial;

import java.nio.ByteBuffer;

/** What a virtual board has behind its serial line. Called under the board's lock; never blocks. */
public interface UartSide {
    /** The host's settings are now these: once when it opens the line, then at every change. */
    void set(int baud, boolean dtr, boolean rts);

    /** Bytes from the host, all of which are taken. */
    void take(ByteBuffer bytes);
}
