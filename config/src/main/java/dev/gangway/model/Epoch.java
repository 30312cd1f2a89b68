package dev.gangway.model;

/**
 * Counts the attaches of one port. It grows at each attach, re-enumerations included, so that a late message about a
 * board that was pulled is never credited to its successor.
 *
 * @param value the count, 0 before the first attach
 */
public record Epoch(long value) implements Comparable<Epoch> {
    /** Before anything was ever attached. */
    public static final Epoch NONE = new Epoch(0);

    /** Rejects a negative count with {@link IllegalArgumentException}. */
    public Epoch {
        if (value < 0) {
            throw new IllegalArgumentException("an epoch is never negative");
        }
    }

    /** The epoch of the next attach. */
    public Epoch next() {
        return new Epoch(value + 1);
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
