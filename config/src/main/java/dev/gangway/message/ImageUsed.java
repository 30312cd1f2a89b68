package dev.gangway.message;

import dev.gangway.model.Digest;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An image as it was put on the board.
 *
 * @param name its name in the recipe
 * @param file the file's name, without folders
 * @param sha256 digest of the file's bytes
 * @param bytes the file's length
 * @param proved how it was read back from the board and compared; null when it was not
 * @param written how many bytes of it were written, where steps had looked before what the board holds: 0 = it was already there;
 *     null where none looked
 */
public record ImageUsed(
        String name,
        String file,
        Digest sha256,
        long bytes,
        @Nullable String proved,
        @Nullable Long written) {
    /** An image of which no step looked whether it is there. */
    public ImageUsed(String name, String file, Digest sha256, long bytes, @Nullable String proved) {
        this(name, file, sha256, bytes, proved, null);
    }

    /** The same image, read back in this way; empty when it was not. */
    public ImageUsed proved(String how) {
        return new ImageUsed(name, file, sha256, bytes, how.isEmpty() ? null : how, written);
    }

    /** The same image, of which so many bytes were written; empty where no step looked before. */
    public ImageUsed written(OptionalLong count) {
        return new ImageUsed(
                name, file, sha256, bytes, proved, count.isEmpty() ? null : Long.valueOf(count.getAsLong()));
    }

    /** Whether it was on the board before, and nothing of it was written. */
    public boolean wasAlreadyThere() {
        return written != null && written == 0;
    }
}
