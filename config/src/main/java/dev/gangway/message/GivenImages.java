package dev.gangway.message;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files that were given for one job in place of those of the configuration.
 *
 * @param folder a folder laid out as the recipe says; null = as configured
 * @param named single files by the image's name
 */
public record GivenImages(@Nullable Path folder, Map<String, Path> named) {
    /** None: all images are where the configuration says. */
    public static final GivenImages NONE = new GivenImages(null, Map.of());

    /** Copies the map. */
    public GivenImages {
        named = Map.copyOf(named);
    }
}
