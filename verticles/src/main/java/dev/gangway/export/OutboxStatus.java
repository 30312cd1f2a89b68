package dev.gangway.export;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the outbox stands.
 *
 * @param cursor the number of the last record up to which everything is acknowledged
 * @param pending finished jobs after it
 * @param resending jobs that were acknowledged before and are asked for again
 * @param head the newest finished job's number, 0 when there is none
 * @param acknowledged the record that the broker acknowledged last; 0 when none is known
 * @param acknowledgedAt when; null when none is known
 * @param unproved finished jobs up to the cursor for which no acknowledgement is on file: they may never have arrived
 */
public record OutboxStatus(
        long cursor,
        long pending,
        long resending,
        long head,
        long acknowledged,
        @Nullable Instant acknowledgedAt,
        long unproved) {}
