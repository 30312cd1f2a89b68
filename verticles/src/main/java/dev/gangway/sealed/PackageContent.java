package dev.gangway.sealed;

import dev.gangway.config.ImageFiles;
import dev.gangway.config.RecipeLoader;
import dev.gangway.language.Language;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import dev.gangway.recipe.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what goes into the package of a recipe: all that a station would look for beside it. Blocks. */
public final class PackageContent {
    private final Recipe recipe;
    private final Path folder;
    private final Map<String, Path> images = new LinkedHashMap<>();

    private PackageContent(Recipe recipe, Path folder) {
        this.recipe = recipe;
        this.folder = folder;
    }

    /**
     * The files of a recipe's images, by their path below the image folder.
     *
     * @param folder where its images lie
     * @param given files for single images, by the image's name: those that a person named, and those that were fetched
     * @param also further files below the folder, such as those that a build's list names
     * @throws SealedException when the recipe needs something that can't be in a package, saying what
     */
    public static Map<String, Path> images(Recipe recipe, Path folder, Map<String, Path> given, List<String> also)
            throws IOException, SealedException {
        PackageContent content = new PackageContent(recipe, folder);
        content.requirePackable();
        for (Map.Entry<String, ImageSpec> image : recipe.images().entrySet()) {
            if (image.getValue().made() == null) {
                content.image(image.getKey(), image.getValue(), given.get(image.getKey()));
            }
        }
        for (String more : also) {
            content.also(more);
        }
        for (String path : content.images.keySet()) {
            PackageManifest.requireInside(PackageManifest.IMAGES + path);
        }
        return content.images;
    }

    private void requirePackable() throws SealedException {
        for (Step step : recipe.steps()) {
            if (step.verb().gathers()) {
                throw new SealedException("the step \"" + step.common().name() + "\" of " + recipe.name()
                        + " gets files by itself (" + step.verb().name()
                        + "), which a package could not vouch for: write a recipe with images");
            }
        }
    }

    private void image(String name, ImageSpec spec, @Nullable Path given) throws IOException, SealedException {
        if (given != null) {
            if (!Template.names(spec.file()).isEmpty()) {
                throw new SealedException("image " + name + ": the board says which file it is (" + spec.file()
                        + "): put all of them into a folder and name that with --images");
            }
            if (!Files.isRegularFile(given)) {
                throw new SealedException("image " + name + ": there is no file " + given);
            }
            images.put(spec.file(), given);
            return;
        }
        List<Path> files = ImageFiles.matching(spec, folder);
        if (files.isEmpty() && !spec.optional()) {
            throw new SealedException("image " + name + ": there is no " + Template.glob(spec.file()) + " in " + folder
                    + ": name the folder with --images, or the file with --image " + name + "=PATH");
        }
        for (Path file : files) {
            images.put(folder.relativize(file).toString(), file);
        }
    }

    private void also(String path) throws SealedException {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
            throw new SealedException("--also " + path + ": there is no such file below " + folder);
        }
        images.put(folder.normalize().relativize(file).toString(), file);
    }

    /** Fails when a recipe names files beside it that stay behind: its secrets, and the keys of signatures that it checks by itself. */
    public static void requireAlone(Recipe recipe, byte[] yaml, Language language) throws SealedException {
        String name = recipe.name() + ".yaml";
        Recipe elsewhere = new RecipeLoader(language)
                .parse(Path.of("/elsewhere").resolve(name), yaml)
                .toOptional()
                .orElseThrow(() -> new SealedException(recipe.name() + " changed while it was read: do it again"));
        if (!elsewhere.secrets().equals(recipe.secrets())) {
            throw new SealedException(
                    "the secrets of " + recipe.name() + " are files beside it, which no package carries: name"
                            + " them by an absolute path (file:/…) or a variable (env:…) of the station");
        }
    }
}
