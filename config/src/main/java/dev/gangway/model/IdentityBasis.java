package dev.gangway.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** On what it rests that a board which came back is the same as before; later ones are worth more. Stable codes. */
public enum IdentityBasis {
    /** Nothing that it told: it stands on the same port. */
    PORT,
    /** The same kind of chip. */
    CHIP,
    /** A serial that its firmware told before. */
    SERIAL,
    /** A serial that its firmware derives from the chip's id, as it was worked out before. */
    DERIVED_SERIAL,
    /** The id that is burnt into the chip. */
    ID;

    /** The name in the record and in JSON, for example {@code derived-serial}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The basis with this {@link #code()}. */
    public static Optional<IdentityBasis> ofCode(String code) {
        return Arrays.stream(values())
                .filter(basis -> basis.code().equals(code))
                .findFirst();
    }

    /** The weaker of the two. */
    public IdentityBasis weaker(IdentityBasis other) {
        return compareTo(other) < 0 ? this : other;
    }
}
