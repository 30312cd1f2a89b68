package dev.gangway.web.live;

import java.util.List;

/**
 * What the head of the page says.
 *
 * @param station the station's name, as in the ledger
 * @param line the line's name, for example {@code Line 2}
 * @param recipes the names of the recipes in use
 * @param version the program's version
 */
public record LineIdentity(String station, String line, List<String> recipes, String version) {
    /** Copies the list. */
    public LineIdentity {
        recipes = List.copyOf(recipes);
    }
}
