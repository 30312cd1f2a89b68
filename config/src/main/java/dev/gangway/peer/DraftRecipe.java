package dev.gangway.peer;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A recipe that was made of a peer's file.
 *
 * @param name of its file, without {@code .yaml}
 * @param text the recipe
 * @param files what belongs below its folder of images, by its path there; a folder goes with all that is in it
 */
public record DraftRecipe(String name, String text, Map<String, Path> files) {
    /** Copies the map; the order stays. */
    public DraftRecipe {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }
}
