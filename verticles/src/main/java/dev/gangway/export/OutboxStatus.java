package dev.gangway.export;

/**
 * How the outbox stands.
 *
 * @param cursor the number of the last record up to which everything is acknowledged
 * @param pending finished jobs after it
 * @param resending jobs that were acknowledged before and are asked for again
 * @param head the newest finished job's number, 0 when there is none
 */
public record OutboxStatus(long cursor, long pending, long resending, long head) {}
