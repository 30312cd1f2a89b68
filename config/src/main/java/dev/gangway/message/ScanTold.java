package dev.gangway.message;

import dev.gangway.model.DeskId;

/**
 * What became of a scan, and whose it was.
 *
 * @param desk where it was scanned
 * @param outcome what became of it
 */
public record ScanTold(DeskId desk, ScanOutcome outcome) implements Message {}
