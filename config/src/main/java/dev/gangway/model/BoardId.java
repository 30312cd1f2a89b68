package dev.gangway.model;

import java.util.Objects;

/**
 * The chip's own unique id where it has one (SID, MAC, DFU serial), with a prefix saying which.
 *
 * @param value for example {@code sid:16254291-50303743-39383030-0d4267de}
 */
public record BoardId(String value) {
    /** Checks the form; throws {@link IllegalArgumentException} saying what is expected. */
    public BoardId {
        Objects.requireNonNull(value);
        if (!value.matches("[a-z]+:[!-~]{1,100}")) {
            throw new IllegalArgumentException(
                    "a board id is KIND:TEXT, for example sid:16254291-50303743-39383030-0d4267de");
        }
    }

    /** Which id it is, for example {@code sid}. */
    public String kind() {
        return value.substring(0, value.indexOf(':'));
    }

    /** The id without its kind. */
    public String text() {
        return value.substring(value.indexOf(':') + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
