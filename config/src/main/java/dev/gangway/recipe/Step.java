package dev.gangway.recipe;

import dev.gangway.language.Common;
import dev.gangway.language.Verb;

/**
 * One step of a recipe.
 *
 * @param verb what it does
 * @param common what all steps have
 * @param arguments what the verb's own keys say, of the class that the verb describes: {@link Verb#arguments}
 */
public record Step(Verb<?> verb, Common common, Object arguments) {
    /** Throws {@link ClassCastException} when the arguments are another verb's. */
    public Step {
        verb.arguments(arguments);
    }
}
