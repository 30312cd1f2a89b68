package dev.gangway.protocol;

/**
 * A stretch of one of a board's media.
 *
 * @param medium which one: the same text is the same medium to all steps of a protocol. {@code A/B} is one of those that are
 *     together {@code A}
 * @param from its first byte
 * @param length bytes
 */
public record Stretch(String medium, long from, long length) {
    /** All of a medium, however large it is. */
    public static Stretch all(String medium) {
        return new Stretch(medium, 0, Long.MAX_VALUE);
    }

    /** Whether a byte may be in both; of different media none is. */
    public boolean overlaps(Stretch other) {
        if (!medium.equals(other.medium)) {
            return medium.startsWith(other.medium + "/") || other.medium.startsWith(medium + "/");
        }
        return from - other.from < other.length && other.from - from < length;
    }
}
