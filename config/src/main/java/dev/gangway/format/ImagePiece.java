package dev.gangway.format;

import java.util.List;

/**
 * Bytes that go to a board as one download, as stretches of shared data; nothing is copied.
 *
 * @param parts in order
 */
public record ImagePiece(List<Part> parts) {
    /** Copies the list. */
    public ImagePiece {
        parts = List.copyOf(parts);
    }

    /**
     * A stretch of data.
     *
     * @param data where it is
     * @param offset bytes from the data's beginning
     * @param length bytes
     */
    public record Part(ImageData data, long offset, long length) {
        /** Checks the bounds; throws {@link IllegalArgumentException} when they are not within the data. */
        public Part {
            if (offset < 0 || length < 0 || offset > data.length() - length) {
                throw new IllegalArgumentException(length + " bytes at " + offset + " of " + data.length());
            }
        }
    }

    /** All of it as one piece. */
    public static ImagePiece whole(ImageData data) {
        return new ImagePiece(List.of(new Part(data, 0, data.length())));
    }

    /** Bytes in all. */
    public long length() {
        return parts.stream().mapToLong(Part::length).sum();
    }
}
