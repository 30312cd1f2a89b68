package dev.gangway.message;

import dev.gangway.model.Digest;

/**
 * An image as it was put on the board.
 *
 * @param name its name in the recipe
 * @param file the file's name, without folders
 * @param sha256 digest of the file's bytes
 * @param bytes the file's length
 */
public record ImageUsed(String name, String file, Digest sha256, long bytes) {}
