package dev.gangway.message;

import org.jspecify.annotations.Nullable;

/**
 * The station is about to stop: no scan counts any more, no job begins, and those that run end.
 *
 * @param operator who stops it, and with it the jobs: they end as ABORTED; null when nobody is known who did, as when the
 *     machine goes down: they end as INTERRUPTED
 */
public record StationStops(@Nullable String operator) implements Message {}
