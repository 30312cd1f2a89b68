package dev.gangway.station;

import dev.gangway.config.RecipeLoader;
import dev.gangway.recipe.Recipe;
import dev.gangway.yaml.Loaded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The station's own recipes, with the waits of real boards cut down to those of virtual ones. */
final class TestRecipes {
    private static final Path FOLDER = Path.of("../config/recipes");
    private static final RecipeLoader LOADER = new RecipeLoader(StationProtocols.language());

    private TestRecipes() {}

    /** A recipe with the waits of real boards. */
    static Recipe shipped(String name) {
        return LOADER.load(FOLDER.resolve(name + ".yaml")).orThrow();
    }

    static Recipe chipPro() {
        return chipPro(text -> text);
    }

    /** The same with a change in its text, which has to change something. */
    static Recipe chipPro(UnaryOperator<String> change) {
        return load("chip-pro", change);
    }

    /** One attempt, and short waits, for boards that are known not to come back. */
    static Recipe impatient() {
        return chipPro(
                text -> text.replace("attempts: 3", "attempts: 1").replaceAll("timeout: [0-9]+s", "timeout: 4s"));
    }

    /** One attempt, and a short wait for the system to boot. */
    static Recipe impatientAtTheEnd() {
        return chipPro(text -> text.replace("attempts: 3", "attempts: 1")
                .replaceAll("(?<wait>name: wait for the system\\s+timeout: )[0-9]+s", "${wait}4s"));
    }

    static Recipe uboot(UnaryOperator<String> change) {
        return load("allwinner-fel-uboot", change);
    }

    /** Serves the same boards as {@link #chipPro()}, in one attempt; its serials are CV-00001 and so on. */
    static Recipe chipProOnce() {
        return load("chip-pro", "chip-pro-once", text -> text.replace("attempts: 3", "attempts: 1")
                .replace("CP-[0-9]{5}", "CV-[0-9]{5}"));
    }

    /** One of the shipped recipes with a change in its text. */
    static Recipe shipped(String name, UnaryOperator<String> change) {
        return load(name, change);
    }

    /** The same under another name. */
    static Recipe shipped(String source, String name, UnaryOperator<String> change) {
        return load(source, name, change);
    }

    /** A recipe of a test's own. */
    static Recipe of(String name, String text) {
        return parsed(FOLDER.resolve(name + ".yaml"), text);
    }

    private static Recipe load(String name, UnaryOperator<String> change) {
        return load(name, name, change);
    }

    private static Recipe load(String source, String name, UnaryOperator<String> change) {
        Path file = FOLDER.resolve(name + ".yaml");
        try {
            String text = change.apply(Files.readString(FOLDER.resolve(source + ".yaml"))
                    .replace("backOff: 2s", "backOff: 50ms")
                    .replaceAll("timeout: [0-9]+s", "timeout: 12s")
                    .replaceAll("timeout: [0-9]+m", "timeout: 60s"));
            return parsed(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recipe parsed(Path file, String text) {
        Loaded<Recipe> loaded = LOADER.parse(file, text.getBytes(StandardCharsets.UTF_8));
        return loaded.toOptional().orElseThrow(() -> new AssertionError(loaded.problems()));
    }
}
