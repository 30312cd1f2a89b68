package dev.gangway.protocol;

import dev.gangway.model.FailureException;
import dev.gangway.model.Mark;

/**
 * Whom a job expects behind a channel that is being opened. A protocol asks it as soon as the board has told a mark, and
 * before it sends what could hurt another board.
 */
@FunctionalInterface
public interface Expected {
    /** Nobody in particular. */
    Expected ANYBODY = (told, again) -> {};

    /**
     * Holds a mark against what is known.
     *
     * @param told what the board told
     * @param again reads it once more, before anybody is accused
     * @throws FailureException BOARD_SWAPPED when the board told another mark twice; PROTOCOL_GARBAGE when it told two
     */
    void hold(Mark told, Reading again) throws FailureException;

    /** Reads a mark from the board. */
    @FunctionalInterface
    interface Reading {
        /** Asks the board. */
        Mark read() throws FailureException;
    }
}
