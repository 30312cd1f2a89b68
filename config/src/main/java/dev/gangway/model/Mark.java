package dev.gangway.model;

import java.util.Objects;

/**
 * Something by which a board can be known again. Marks of one name are the same fact, in whatever boot mode they are read;
 * so what a firmware makes up has a name of its own for each kind of firmware ({@code gadget-serial}), for another one on
 * the same board makes up another.
 *
 * @param basis what it is worth as a proof
 * @param name for example {@code chip}, {@code sid}, {@code gadget-serial}
 * @param value as it is read; a mark of no value is left out, not empty
 */
public record Mark(IdentityBasis basis, String name, String value) {
    /** The name of the mark that tells the kind of chip. */
    public static final String CHIP = "chip";

    /** The name of the serial that a boot loader's USB gadgets show, which usually comes from the chip's id. */
    public static final String GADGET_SERIAL = "gadget-serial";

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

    /** For people: {@code sid:1625…}, {@code chip H3}, {@code gadget serial 0123}. */
    public String text() {
        return basis == IdentityBasis.ID ? name + ":" + value : name.replace('-', ' ') + " " + value;
    }
}
