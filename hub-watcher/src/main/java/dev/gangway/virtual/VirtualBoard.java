package dev.gangway.virtual;

/** A board that can be plugged into the virtual hub. The hub calls it under the board's lock. */
public interface VirtualBoard {
    /** Power and data are there: the board starts from its boot ROM, as after any power-up. */
    void plugged(BoardPort port);

    /** Power is gone: memory is lost, flash stays. */
    void unplugged();

    /** Presses or lets go of the button that makes the board start in its boot ROM, where it has one. Any thread. */
    default void bootButton(boolean pressed) {}

    /** One line for lists, for example {@code allwinner h3}. */
    String describe();
}
