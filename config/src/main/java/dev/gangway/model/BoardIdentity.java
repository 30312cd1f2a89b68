package dev.gangway.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a board said of itself when it was asked, before the first write.
 *
 * @param mode the boot mode it answered in
 * @param chip what it is, in the vocabulary of its protocol: {@code H3}, or the product that its firmware tells
 * @param boardId its own unique id, where it tells one
 * @param marks what it told, by which it can be known again
 * @param derived what it may tell in another mode, if its firmware derives it from the chip's id in the usual way
 */
public record BoardIdentity(
        BootMode mode, String chip, @Nullable BoardId boardId, List<Mark> marks, List<Mark> derived) {
    /** Copies the lists. */
    public BoardIdentity {
        marks = List.copyOf(marks);
        derived = List.copyOf(derived);
    }

    /** A board that is known by its chip and its id alone. */
    public BoardIdentity(BootMode mode, String chip, @Nullable BoardId boardId) {
        this(
                mode,
                chip,
                boardId,
                boardId == null ? List.of(Mark.chip(chip)) : List.of(Mark.chip(chip), Mark.id(boardId)),
                List.of());
    }

    /** The mark of this name that the board told. */
    public Optional<Mark> mark(String name) {
        return marks.stream().filter(mark -> mark.name().equals(name)).findFirst();
    }
}
