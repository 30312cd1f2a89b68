package dev.gangway.virtual.uboot;

import dev.gangway.virtual.serial.LineRate;
import java.time.Duration;

/**
 * How a board's console is built.
 *
 * @param prompt what it prints when it waits, colours included
 * @param stop what has to be typed to stop the countdown; empty = any key
 * @param second how long a second of the countdown is
 * @param timeout how long its TFTP waits for a packet
 * @param noisy whether drivers talk in between
 * @param ram its memory
 * @param rate its console's
 * @param linux what it is when a Linux was loaded
 */
record ConsoleLook(
        String prompt,
        String stop,
        Duration second,
        Duration timeout,
        boolean noisy,
        Ram ram,
        LineRate rate,
        ConsoleLinux.Look linux) {
    private static final long MOST_OF_IT = 16L << 20;

    /**
     * A board's memory. U-Boot moves itself to its end, with its stack below.
     *
     * @param start its first address
     * @param size bytes
     */
    record Ram(long start, long size) {
        /** Where U-Boot's code is. */
        long code() {
            return start + size - Math.min(MOST_OF_IT, size / 4);
        }

        /** Where its stack begins, downwards. */
        long stack() {
            return code() - size / 32;
        }
    }
}
