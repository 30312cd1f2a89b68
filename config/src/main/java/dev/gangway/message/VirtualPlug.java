package dev.gangway.message;

import dev.gangway.model.PortPath;

/**
 * Someone plugs a virtual board in, pulls it, or asks whether one is there.
 *
 * @param port where
 * @param wish what shall be done
 * @param board for {@link Wish#PLUG}: the board as text, {@code KIND[:key=value,…]}, or a recipe's name for one that it
 *     serves; empty = one that the slot's first recipe serves
 */
public record VirtualPlug(PortPath port, Wish wish, String board) implements Message {
    /** What shall be done. */
    public enum Wish {
        /** Nothing: say what is there. */
        LOOK,
        /** Plug it in. */
        PLUG,
        /** Pull it. */
        UNPLUG
    }
}
