package dev.gangway.job;

import dev.gangway.console.LiveMask;
import dev.gangway.console.Masker;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.BoardShell;
import dev.gangway.protocol.BoardTerminal;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A person at a board's prompt, in place of what a job proves at its end.
 *
 * @param shell which prompt
 * @param pipe to their terminal
 */
public record ShellVisit(BoardShell<?> shell, ShellPipe pipe) {
    private static final int PIECE = 4096;

    /** A 16550's FIFO: more at once, as when something is pasted, would be lost. */
    private static final int KEYS = 16;

    /**
     * How a board comes there.
     *
     * @param shell which prompt
     * @param recipe with the steps only that lead to it
     */
    public record Way(BoardShell<?> shell, Recipe recipe) {}

    /** The way by the first recipe that comes there. */
    public static Optional<Way> way(Protocols protocols, RecipeBook recipes, String shell) {
        return protocols.shells().stream()
                .filter(one -> one.name().equals(shell))
                .flatMap(one -> recipes.all().stream()
                        .flatMap(recipe -> one.way(recipe, Set.of(SwitchPower.NAME)).stream())
                        .map(recipe -> new Way(one, recipe)))
                .findFirst();
    }

    /**
     * Passes on what is there on either side until the person leaves. Blocks.
     *
     * @param masker of the recipe; it hears the board's lines as well
     * @throws FailureException when the line is gone, or it was cancelled
     */
    void pass(BoardTerminal terminal, Masker masker) throws FailureException {
        pipe.say("\r\n[" + shell.where() + "]\r\n");
        LiveMask mask = new LiveMask(masker);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer came = ByteBuffer.allocate(PIECE);
        CharBuffer text = CharBuffer.allocate(PIECE);
        while (!pipe.isOver()) {
            terminal.read(came);
            decoder.decode(came.flip(), text, false);
            came.compact();
            pipe.say(mask.take(text.flip().toString()));
            text.clear();
            byte[] keys = pipe.keys(KEYS);
            if (keys.length > 0) {
                terminal.type(ByteBuffer.wrap(keys));
            }
        }
    }
}
