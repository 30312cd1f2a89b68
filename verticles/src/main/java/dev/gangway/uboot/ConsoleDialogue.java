package dev.gangway.uboot;

import dev.gangway.model.Failure;
import java.time.Duration;

/** What is said to a board that has no prompt yet, such as a login: a machine without clock and line. One thread. */
public interface ConsoleDialogue {
    /** What it does next. */
    sealed interface Move {
        /** It waits for more. */
        Move WAIT = new Wait();

        /** It is over; what the board has begun is its prompt from here on. */
        Move OVER = new Over();

        /** Waits. */
        record Wait() implements Move {}

        /** Is over. */
        record Over() implements Move {}

        /**
         * Types.
         *
         * @param keys as they are, Enter included
         */
        record Type(String keys) implements Move {}

        /** Gives up. */
        record Fail(Failure failure) implements Move {}
    }

    /** The board ended this line; blank ones are left out. */
    Move ended(String line);

    /**
     * The board says nothing more.
     *
     * @param begun the line that it has begun
     * @param since for how long; asked again and again, and from 0 after each move
     */
    Move quiet(String begun, Duration since);

    /**
     * The time is over.
     *
     * @param last what the board said last
     */
    Failure late(String last);
}
