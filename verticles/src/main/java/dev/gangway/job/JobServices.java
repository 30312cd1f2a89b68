package dev.gangway.job;

import dev.gangway.console.Consoles;
import dev.gangway.recipe.Recipe;
import java.util.Map;
import java.util.function.Function;

/**
 * What all jobs of a station use.
 *
 * @param images where a recipe's images are
 * @param consoles where it is kept what boards say
 * @param environment variables that secrets may refer to
 */
public record JobServices(Function<Recipe, ImageFolder> images, Consoles consoles, Map<String, String> environment) {
    /** Copies the map. */
    public JobServices {
        environment = Map.copyOf(environment);
    }
}
