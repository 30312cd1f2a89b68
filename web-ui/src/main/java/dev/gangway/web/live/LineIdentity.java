package dev.gangway.web.live;

import java.util.List;

/**
 * What the head of the page says.
 *
 * @param station the station's name, as in the ledger
 * @param line the line's name, for example {@code Line 2}
 * @param recipes the names of the recipes in use
 * @param version the program's version
 * @param barcodes what barcodes begin with here
 */
public record LineIdentity(String station, String line, List<String> recipes, String version, Barcodes barcodes) {
    /** What slot labels, command barcodes and badges begin with; empty = there are none of that kind. */
    public record Barcodes(String slot, String command, String badge) {}

    /** Copies the list. */
    public LineIdentity {
        recipes = List.copyOf(recipes);
    }
}
