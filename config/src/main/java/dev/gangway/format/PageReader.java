package dev.gangway.format;

import java.nio.ByteBuffer;

/** Random access to the bytes of a flash memory, of a file, or of what a sparse image expands to. */
@FunctionalInterface
public interface PageReader {
    /**
     * Fills the buffer's remaining bytes from this offset on.
     *
     * @param offset bytes from the beginning
     * @param into takes the bytes; its position ends at its limit
     * @throws FormatException when these bytes do not exist or cannot be read
     */
    void read(long offset, ByteBuffer into) throws FormatException;

    /** Reads from a buffer's remaining bytes; the buffer's position does not move. */
    static PageReader of(ByteBuffer bytes) {
        ByteBuffer all = bytes.slice();
        return (offset, into) -> {
            int length = into.remaining();
            if (offset < 0 || offset > all.limit() - length) {
                throw new FormatException("truncated: bytes " + offset + " to " + (offset + length) + " are needed, "
                        + all.limit() + " are there");
            }
            into.put(all.slice((int) offset, length));
        };
    }
}
