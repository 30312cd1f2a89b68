package dev.gangway.message;

import dev.gangway.model.Digest;
import org.jspecify.annotations.Nullable;

/**
 * An image as it was put on the board.
 *
 * @param name its name in the recipe
 * @param file the file's name, without folders
 * @param sha256 digest of the file's bytes
 * @param bytes the file's length
 * @param proved how it was read back from the board and compared; null when it was not
 */
public record ImageUsed(
        String name,
        String file,
        Digest sha256,
        long bytes,
        @Nullable String proved) {
    /** The same image, read back in this way; empty when it was not. */
    public ImageUsed proved(String how) {
        return new ImageUsed(name, file, sha256, bytes, how.isEmpty() ? null : how);
    }
}
