package dev.gangway.virtual.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a fault can do to its board. Called under the board's lock. */
public interface Consequences {
    /** The supply breaks down and comes back after this time; null = never. */
    void breakDown(@Nullable Duration back);

    /** Runs the task later, while this enumeration lasts. */
    void after(Duration delay, Runnable task);

    /** What was answered with NAK may be served now. */
    void wake();
}
