package dev.gangway.message;

import java.time.Instant;

/**
 * How the outbox stands.
 *
 * @param state {@code off}, {@code connected} or {@code waiting} (the broker is away; flashing goes on)
 * @param pending finished jobs that the broker has not acknowledged
 * @param since when this state began
 * @param problem why it waits, one sentence; empty otherwise
 * @param acknowledged the record that the broker acknowledged last; 0 when none is known
 * @param unproved jobs that count as sent although no acknowledgement is on file
 */
public record ExportStatus(String state, long pending, Instant since, String problem, long acknowledged, long unproved)
        implements Message {
    /** Of an export that knows of no acknowledgement. */
    public ExportStatus(String state, long pending, Instant since, String problem) {
        this(state, pending, since, problem, 0, 0);
    }
}
