package dev.gangway.peer;

import java.util.List;

/**
 * What came of a peer's file.
 *
 * @param recipes one for each kind of board that it is for
 * @param told each of its keys, lines or files, in order
 */
public record PeerImport(List<DraftRecipe> recipes, List<Told> told) {
    /** Copies the lists. */
    public PeerImport {
        recipes = List.copyOf(recipes);
        told = List.copyOf(told);
    }

    /** Whether all that matters is in the recipes. */
    public boolean whole() {
        return told.stream().noneMatch(one -> one instanceof Told.LeftOut left && left.matters());
    }
}
