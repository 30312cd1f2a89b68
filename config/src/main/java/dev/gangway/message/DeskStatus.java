package dev.gangway.message;

import dev.gangway.model.DeskId;
import dev.gangway.model.Slot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What holds at one desk, told at each change. What has an end is over then, without another word.
 *
 * @param desk which
 * @param badge whose badge was scanned there; null when nobody's counts
 * @param reworkUntil until when the next serial may be one that has passed before; null when it may not
 * @param choice the slot that takes the next serial, if one was chosen
 */
public record DeskStatus(
        DeskId desk,
        @Nullable Badge badge,
        @Nullable Instant reworkUntil,
        @Nullable Choice choice) implements Message {
    /** Who is on record where nobody is known. */
    public static final String NOBODY = "-";

    /**
     * A badge that counts.
     *
     * @param operator whose
     * @param until when it ends, if nothing is scanned or ordered meanwhile
     */
    public record Badge(String operator, Instant until) {}

    /**
     * A chosen slot.
     *
     * @param slot its label
     * @param until when it is forgotten
     */
    public record Choice(Slot slot, Instant until) {}

    /** A desk where nothing was scanned. */
    public static DeskStatus blank(DeskId desk) {
        return new DeskStatus(desk, null, null, null);
    }

    /**
     * Who signs what is done there: the badge, else who is logged in.
     *
     * @param login the login's name, or {@link #NOBODY}
     */
    public String operator(String login) {
        return badge == null ? login : badge.operator();
    }
}
