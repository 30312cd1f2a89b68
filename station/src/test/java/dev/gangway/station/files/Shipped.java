package dev.gangway.station.files;

import dev.gangway.config.RecipeLoader;
import dev.gangway.language.Language;
import dev.gangway.station.StationProtocols;
import java.nio.file.Path;

/** The files that are shipped, and the language that they are written in. */
final class Shipped {
    static final Path CONFIG = Path.of("..", "config");
    static final Language LANGUAGE = StationProtocols.language();
    static final RecipeLoader LOADER = new RecipeLoader(LANGUAGE);

    private Shipped() {}

    /** The file of a recipe. */
    static Path recipe(String name) {
        return CONFIG.resolve("recipes").resolve(name + ".yaml");
    }
}
