package dev.gangway.ymodem;

import java.time.Duration;

/**
 * How files are sent.
 *
 * @param headers whether each file is announced with its name and size: YMODEM; without it one file goes by XMODEM
 * @param largest bytes in a block while there is enough left: 128 or 1024
 * @param fill what the last block is filled with
 * @param unasked whether the receiver sends no sign before a header, so that nobody waits for one
 * @param ending stands in a header behind the size
 * @param opening how long the receiver may take to ask
 * @param settling how long to wait after a receiver asked for the first block: some throw away what comes at once
 */
public record SendOptions(
        boolean headers, int largest, int fill, boolean unasked, String ending, Duration opening, Duration settling) {
    /** As lrzsz sends with {@code sb -k}. */
    public static final SendOptions YMODEM =
            new SendOptions(true, Block.LARGE, Signs.SUB, false, "", Duration.ofSeconds(60), Duration.ofMillis(100));

    /**
     * For the receiver of Spark and Particle boards in listening mode, as their command line tool sent: small blocks filled with
     * zeros, the size with a blank behind it.
     */
    public static final SendOptions SPARK =
            new SendOptions(true, Block.SMALL, 0, true, " ", Duration.ofSeconds(60), Duration.ZERO);

    /** The same without headers: XMODEM. */
    public SendOptions withoutHeaders() {
        return new SendOptions(false, largest, fill, unasked, ending, opening, settling);
    }

    /** The same with blocks of 128 bytes only. */
    public SendOptions small() {
        return new SendOptions(headers, Block.SMALL, fill, unasked, ending, opening, settling);
    }

    /** The same with this much patience until the receiver asks. */
    public SendOptions opening(Duration time) {
        return new SendOptions(headers, largest, fill, unasked, ending, time, settling);
    }
}
