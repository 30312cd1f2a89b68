package dev.gangway.ymodem;

import java.time.Duration;

/**
 * How files are received.
 *
 * @param headers whether each file is announced: YMODEM; without it one file comes by XMODEM, its last block filled up
 * @param opening what asks for blocks first
 * @param endTwice whether the first EOT is refused, as Forsberg wants it: noise can look like one
 * @param quiet how long nothing may come before a damaged block is over
 */
public record ReceiveOptions(boolean headers, Opening opening, boolean endTwice, Duration quiet) {
    /** A batch, with a CRC for each block. */
    public static final ReceiveOptions YMODEM = new ReceiveOptions(true, Opening.CRC, true, Duration.ofSeconds(1));

    /** A batch that is streamed. */
    public static final ReceiveOptions STREAM = new ReceiveOptions(true, Opening.STREAM, false, Duration.ofSeconds(1));

    /** One file without a name, with a CRC for each block. */
    public static final ReceiveOptions XMODEM = new ReceiveOptions(false, Opening.CRC, true, Duration.ofSeconds(1));

    /** What asks for blocks. */
    public enum Opening {
        /** A sum checks each block. */
        SUM,
        /** A CRC checks each block. After ten signs without an answer a sum does. */
        CRC,
        /** The same, and none is acknowledged. */
        STREAM
    }

    /** The same with this opening. */
    public ReceiveOptions opening(Opening other) {
        return new ReceiveOptions(headers, other, endTwice, quiet);
    }
}
