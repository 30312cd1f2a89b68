package dev.gangway.virtual.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong on a virtual board. {@link #at} counts the bytes of all bulk transfers, and of the control
 * transfers that the board answers itself, in both directions over the board's whole life; the fault strikes at that byte, or
 * at the first occasion behind it that fits its kind.
 * After a strike it is armed again {@code at} bytes later, until it has struck {@link #times} times.
 *
 * <p>The ones in here are laid on by the hub, so that every board has them. Kinds of boards have more of their own.
 */
public interface Fault {
    /** {@link #times} of a fault that never ends. */
    int ALWAYS = Integer.MAX_VALUE;

    /** The byte from which on it is armed. */
    long at();

    /** How often it strikes; the default of 1 lets a retry succeed. */
    int times();

    /** The endpoint halts. */
    record Stall(long at, int times) implements Fault {}

    /** Nothing is answered any more: until the next power cycle or bus reset, or for the given time. */
    record Silence(long at, int times, @Nullable Duration lasts) implements Fault {}

    /** A transfer to the host ends early; what is missing follows in the next one. */
    record ShortTransfer(long at, int times) implements Fault {}

    /** The supply breaks down: the board leaves the bus and starts anew after the given time; null = stays away. */
    record Disconnect(long at, int times, @Nullable Duration back) implements Fault {}

    /** Data flows no faster than this. */
    record Slow(long at, int times, long bytesPerSecond) implements Fault {}

    /** The board leaves the bus by itself, as it should, and does not come back before its power is cycled. */
    record Vanish(long at, int times) implements Fault {}

    /** A transfer to the host carries noise. */
    record Garbage(long at, int times) implements Fault {}
}
