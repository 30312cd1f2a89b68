package dev.gangway.message;

import java.time.Instant;

/**
 * How the outbox stands.
 *
 * @param state {@code off}, {@code connected} or {@code waiting} (the broker is away; flashing goes on)
 * @param pending finished jobs that the broker has not acknowledged
 * @param since when this state began
 * @param problem why it waits, one sentence; empty otherwise
 */
public record ExportStatus(String state, long pending, Instant since, String problem) implements Message {}
