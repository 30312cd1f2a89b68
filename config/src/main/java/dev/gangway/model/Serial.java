package dev.gangway.model;

import java.util.Objects;

/**
 * The serial number of one unit, as it stands in the ledger: printable ASCII without control characters.
 *
 * @param value the serial, 1 to 128 printable ASCII characters, no space at either end
 */
public record Serial(String value) {
    /** Checks the form; throws {@link IllegalArgumentException} saying what is expected. */
    public Serial {
        Objects.requireNonNull(value);
        if (!value.matches("[!-~]([ -~]{0,126}[!-~])?")) {
            throw new IllegalArgumentException(
                    "a serial has 1 to 128 printable ASCII characters and no space at either end");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
