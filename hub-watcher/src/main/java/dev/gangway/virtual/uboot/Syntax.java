package dev.gangway.virtual.uboot;

import java.util.List;

/** What a script of U-Boot's shell is made of once it is parsed. */
sealed interface Syntax {
    /** A command with its words, still unexpanded. */
    record Simple(List<Word> words) implements Syntax {}

    /** One after the other. */
    record Block(List<Syntax> items) implements Syntax {}

    /** The second part runs if the first succeeded ({@code &&}) or failed ({@code ||}). */
    record Chain(Syntax first, boolean onSuccess, Syntax second) implements Syntax {}

    /** {@code if}, with {@code elif} as an if in the other part. */
    record If(Syntax condition, Syntax then, Syntax otherwise) implements Syntax {}

    /** {@code while}, or {@code until} when inverted. */
    record While(Syntax condition, Syntax body, boolean until) implements Syntax {}

    /** {@code for NAME in WORDS}. */
    record For(String name, List<Word> words, Syntax body) implements Syntax {}

    /** One word, as pieces that stand next to each other. */
    record Word(List<Piece> pieces) {
        /** The text if nothing in the word is quoted or a variable; else an empty text, which is no keyword. */
        String keyword() {
            return pieces.size() == 1
                            && !pieces.get(0).variable()
                            && !pieces.get(0).quoted()
                    ? pieces.get(0).text()
                    : "";
        }
    }

    /**
     * A piece of a word.
     *
     * @param text literal text, or the name of a variable
     * @param variable which of both
     * @param quoted whether it stood in quotes, so that it is not split at blanks
     */
    record Piece(String text, boolean variable, boolean quoted) {}
}
