package dev.gangway.message;

import dev.gangway.model.DeskId;

/**
 * What became of a scan, and whose it was.
 *
 * @param desk where it was scanned
 * @param outcome what became of it
 * @param late whether it was answered before: a serial that waited got its board now
 */
public record ScanTold(DeskId desk, ScanOutcome outcome, boolean late) implements Message {}
