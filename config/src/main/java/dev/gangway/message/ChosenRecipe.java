package dev.gangway.message;

/**
 * What each scan flashes from now on.
 *
 * @param recipe the name of the only recipe; empty = what is configured
 * @param from the link that it or its image came from; empty = it is this station's own
 * @param operator who chose
 */
public record ChosenRecipe(String recipe, String from, String operator) implements Message {
    /** What is configured. */
    public static final ChosenRecipe NONE = new ChosenRecipe("", "", "");
}
