package dev.gangway.peer;

/** What became of one key, line or file of a peer's. Nothing that a peer would do is left out without one. */
public sealed interface Told {
    /** The line in the peer's file, from 1; 0 = it is a file of a folder. */
    int line();

    /** What it is: the key with its value, the command, the file. */
    String what();

    /**
     * It is in the recipe.
     *
     * @param as what stands for it there
     */
    record TakenOver(int line, String what, String as) implements Told {}

    /**
     * It is not.
     *
     * @param why the reason, and what to do where something can be done
     * @param matters whether a board would be another one for it
     */
    record LeftOut(int line, String what, String why, boolean matters) implements Told {}
}
