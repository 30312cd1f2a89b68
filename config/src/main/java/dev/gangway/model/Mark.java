package dev.gangway.model;

import java.util.Objects;

/**
 * Something by which a board can be known again. Marks of one name are the same fact, in whatever boot mode they are read;
 * so what a firmware makes up carries its mode in its name ({@code fastboot-serial}), for another firmware on the same board
 * makes up another.
 *
 * @param basis what it is worth as a proof
 * @param name for example {@code chip}, {@code sid}, {@code fastboot-serial}
 * @param value as it is read; a mark of no value is left out, not empty
 */
public record Mark(IdentityBasis basis, String name, String value) {
    /** The name of the mark that tells the kind of chip. */
    public static final String CHIP = "chip";

    /** Refuses an empty name or value, and PORT, which is no mark. */
    public Mark {
        Objects.requireNonNull(basis);
        if (name.isEmpty() || value.isEmpty() || basis == IdentityBasis.PORT) {
            throw new IllegalArgumentException("a mark has a name and a value: " + basis + " " + name + " " + value);
        }
    }

    /** The kind of chip, which boards of one kind share. */
    public static Mark chip(String name) {
        return new Mark(IdentityBasis.CHIP, CHIP, name);
    }

    /** An id that is burnt into the chip. */
    public static Mark id(BoardId id) {
        return new Mark(IdentityBasis.ID, id.kind(), id.text());
    }

    /** For people: {@code sid:1625…}, {@code chip H3}, {@code fastboot serial 0123}. */
    public String text() {
        return basis == IdentityBasis.ID ? name + ":" + value : name.replace('-', ' ') + " " + value;
    }
}
