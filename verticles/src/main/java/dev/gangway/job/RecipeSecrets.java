package dev.gangway.job;

import dev.gangway.config.Secret;
import dev.gangway.console.Masker;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Recipe;
import dev.gangway.unit.UnitValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The secrets of a recipe, as they are now. Read at the beginning of each attempt, and not kept longer. */
final class RecipeSecrets {
    /** No password or key that is typed on a console is longer. */
    private static final int LONGEST = 1_000;

    private final Map<String, String> values;
    private final Masker masker;

    private RecipeSecrets(Map<String, String> values, Masker masker) {
        this.values = values;
        this.masker = masker;
    }

    /** Of a recipe that has none. */
    static RecipeSecrets none() {
        return new RecipeSecrets(Map.of(), Masker.none());
    }

    /**
     * Reads them; blocks.
     *
     * @throws FailureException RECIPE_INVALID when one is missing or can't be masked, without any of its content
     */
    static RecipeSecrets read(Recipe recipe, Map<String, String> environment) throws FailureException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> named : recipe.secrets().references().entrySet()) {
            try {
                values.put(
                        named.getKey(),
                        Secret.parse(named.getValue(), Path.of("")).read(environment));
            } catch (IOException e) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID, "the secret \"" + named.getKey() + "\": " + e.getMessage(), e);
            }
            String value = values.get(named.getKey());
            if (value == null
                    || value.length() < Masker.SHORTEST
                    || value.length() > LONGEST
                    || value.lines().count() != 1) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID,
                        "the secret \"" + named.getKey() + "\" has to be one line of " + Masker.SHORTEST + " to "
                                + LONGEST
                                + " characters, so that it can be masked: give it another value where "
                                + named.getValue() + " says");
            }
        }
        return new RecipeSecrets(
                values,
                new Masker(
                        values,
                        recipe.secrets().masks().stream().map(Pattern::compile).toList()));
    }

    /** These, and what the unit has of its own that nobody may read. */
    RecipeSecrets and(Recipe recipe, UnitValues unit) throws FailureException {
        Map<String, String> all = new LinkedHashMap<>(values);
        for (Map.Entry<String, String> secret : unit.secrets().entrySet()) {
            if (secret.getValue().length() < Masker.SHORTEST) {
                throw new FailureException(
                        FailureKind.UNIT_VALUE_MISSING,
                        secret.getKey() + " is a secret of less than " + Masker.SHORTEST
                                + " characters, which cannot be masked: make it longer");
            }
            all.put(secret.getKey(), secret.getValue());
        }
        return new RecipeSecrets(
                values,
                new Masker(
                        all,
                        recipe.secrets().masks().stream().map(Pattern::compile).toList()));
    }

    /** What takes them out of texts. */
    Masker masker() {
        return masker;
    }

    /** The value of one. */
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
