package dev.gangway.model;

import java.util.Objects;

/**
 * The label that a person gave a port, as it is printed on the fixture, for example {@code 07}.
 *
 * @param label the label, 1 to 16 letters, digits, dots or dashes
 */
public record Slot(String label) {
    /** Checks the form; throws {@link IllegalArgumentException} saying what is expected. */
    public Slot {
        Objects.requireNonNull(label);
        if (!label.matches("[A-Za-z0-9.-]{1,16}")) {
            throw new IllegalArgumentException("a slot label has 1 to 16 letters, digits, dots or dashes");
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
