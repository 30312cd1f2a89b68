package dev.gangway.message;

import dev.gangway.model.Digest;

/**
 * What a board's console said in one attempt, as far as the record itself says it; the text lies in the station's data folder.
 * Secrets of the recipe are masked in all of it.
 *
 * @param sha256 of the text that is kept, as UTF-8
 * @param bytes the length of that text
 * @param leftOut how many bytes were left out of its middle, since there were too many
 * @param problem why the text could not be kept; empty = it was
 * @param last the last lines, of an attempt that failed; empty of others
 */
public record ConsoleKept(Digest sha256, long bytes, long leftOut, String problem, String last) {}
