package dev.gangway.virtual.uboot;

import java.time.Duration;

/**
 * How a board's console is built.
 *
 * @param prompt what it prints when it waits, colours included
 * @param stop what has to be typed to stop the countdown; empty = any key
 * @param second how long a second of the countdown is
 * @param timeout how long its TFTP waits for a packet
 * @param noisy whether drivers talk in between
 * @param linux what it is when a Linux was loaded
 */
record ConsoleLook(
        String prompt, String stop, Duration second, Duration timeout, boolean noisy, ConsoleLinux.Look linux) {}
