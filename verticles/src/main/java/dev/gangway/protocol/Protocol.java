package dev.gangway.protocol;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Chips;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.shell.BenchVerbs;
import java.util.List;
import java.util.Optional;

/**
 * A way to talk to boards, as the station sees it. Immutable; any thread.
 *
 * @param <D> an open board: the protocol's client
 * @param <S> the steps of one attempt, with what one leaves for the next
 */
public interface Protocol<D, S> {
    /** What its verbs and its bench command begin with, for example {@code fel}. */
    String name();

    /** Where boards answer it, over what. */
    List<Reach> reaches();

    /**
     * Opens a board. Closes the channel when that fails.
     *
     * @param channel of one of the kinds that {@link #reaches} names
     * @param board as the hub watcher saw it
     * @param expected is asked as soon as the board has told who it is
     * @param pauses how to wait
     */
    D open(Channel channel, BoardSighting board, Expected expected, Pauses pauses) throws FailureException;

    /** Asks an open board what it is; called again, it is asked again. Writes nothing that lasts. */
    BoardIdentity identity(D device, BoardSighting board) throws FailureException;

    /** The steps of an attempt; nothing happens yet. */
    S attempt(Attempt attempt);

    /** The verbs that recipes may use, in the order of the help, and what each does. */
    List<Action<?, S>> actions();

    /**
     * Holds an image that a step names against what the step would refuse before it sends anything. There need be no board.
     *
     * @param verb the step's
     * @param arguments the step's
     * @param image one of the recipe's images, which the step may or may not use
     * @throws FailureException as the step itself would
     */
    default void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {}

    /**
     * Where on the board's medium a step writes, for who makes up a board and images to rehearse a recipe with. There need be
     * no board.
     *
     * @param verb the step's
     * @param arguments the step's
     * @return empty for a step that names no part of a medium
     */
    default Optional<Target> target(Verb<?> verb, Object arguments) {
        return Optional.empty();
    }

    /** The chips that recipes may name in {@code serves.chips}, where the board's answer tells them apart. */
    default Optional<Chips> chips() {
        return Optional.empty();
    }

    /** The reach behind which a board may be that is seen as this. */
    default Optional<Reach> reach(BootMode seen) {
        return reaches().stream().filter(reach -> reach.seenAs().contains(seen)).findFirst();
    }

    /** What people may do with its boards at the bench, {@code gangway NAME …}, where there is such a thing. */
    default Optional<BenchVerbs> bench() {
        return Optional.empty();
    }

    /** Where a person may work on its boards with a terminal. */
    default List<BoardShell<S>> shells() {
        return List.of();
    }

    /** How a board in this protocol's mode is made to start anew, where it can be. */
    default Optional<Restart<D>> restart() {
        return Optional.empty();
    }

    /**
     * Makes a board start anew.
     *
     * @param <D> the protocol's client
     */
    @FunctionalInterface
    interface Restart<D> {
        /** The board leaves the bus. */
        void of(D device) throws FailureException;
    }
}
