package dev.gangway.job;

import dev.gangway.channel.SerialDevice;
import dev.gangway.console.Consoles;
import dev.gangway.recipe.Recipe;
import dev.gangway.unit.UnitDraws;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * What all jobs of a station use.
 *
 * @param images where a recipe's images are
 * @param consoles where it is kept what boards say
 * @param environment variables that secrets may refer to
 * @param draws fixes what each unit has of its own
 * @param units the folder in which images are made for units
 * @param serial opens the consoles that the port map names
 */
public record JobServices(
        Function<Recipe, ImageFolder> images,
        Consoles consoles,
        Map<String, String> environment,
        UnitDraws draws,
        Path units,
        SerialDevice.Opener serial) {
    /** Copies the map. */
    public JobServices {
        environment = Map.copyOf(environment);
    }
}
