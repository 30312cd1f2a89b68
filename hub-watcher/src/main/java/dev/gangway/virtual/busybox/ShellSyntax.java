package dev.gangway.virtual.busybox;

import java.util.List;

/** What a line of a POSIX shell says. */
sealed interface ShellSyntax {
    /** A command with its words. */
    record Simple(List<Word> words, List<Redirect> redirects) implements ShellSyntax {}

    /** Brackets, round ones or curly ones. */
    record Group(ShellSyntax body, List<Redirect> redirects) implements ShellSyntax {}

    /** Commands that feed one another; at least two. */
    record Pipe(List<ShellSyntax> parts) implements ShellSyntax {}

    /** Commands one after the other. */
    record Sequence(List<Item> items) implements ShellSyntax {}

    /**
     * One of a sequence.
     *
     * @param after what stands before it: {@code ;}, {@code &&} or {@code ||}
     * @param background whether nobody waits for it
     */
    record Item(ShellSyntax command, String after, boolean background) {}

    /** A word, before anything in it is replaced. */
    record Word(List<Piece> pieces) {}

    /**
     * A part of a word.
     *
     * @param kind what it is
     * @param quoted whether it stays one word
     */
    record Piece(Kind kind, String text, boolean quoted) {}

    /** What a piece is. */
    enum Kind {
        TEXT,
        VARIABLE,
        COMMAND
    }

    /**
     * Where something goes, or comes from.
     *
     * @param from 1 or 2; 0 is what is read
     * @param appends whether it goes behind what is there
     */
    record Redirect(int from, boolean appends, Word file) {}
}
