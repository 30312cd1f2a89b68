package dev.gangway.job;

import dev.gangway.image.ImageStore;
import dev.gangway.image.source.FetchWatch;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.message.GivenImages;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Recipe;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the images of a recipe come from: files that were named one by one, then what the recipe fetches, and below them a folder
 * laid out as the recipe says.
 *
 * @param store opens and checks them, once for all ports
 * @param folder the folder
 * @param named files by the image's name; they win over all else
 * @param fetcher fetches what recipes name by a link; null = all images are in the folder, as the person said who named it
 */
public record ImageFolder(
        ImageStore store,
        Path folder,
        Map<String, Path> named,
        @Nullable ImageFetcher fetcher) {
    /** Copies the map. */
    public ImageFolder {
        named = Map.copyOf(named);
    }

    /** A folder that has all of them. */
    public ImageFolder(ImageStore store, Path folder, Map<String, Path> named) {
        this(store, folder, named, null);
    }

    /** The same with the files that were given for one job, which win. */
    public ImageFolder with(GivenImages given) {
        Path other = given.folder();
        Map<String, Path> files = new HashMap<>(named);
        files.putAll(given.named());
        return other == null
                ? new ImageFolder(store, folder, files, fetcher)
                : new ImageFolder(store, other, files, null);
    }

    /**
     * The images of an attempt: those that the recipe fetches are there when this returns, and stay while they are held. Blocks.
     *
     * @param watch follows what is fetched
     * @throws FailureException when one is not to be had, IMAGE_MISSING, IMAGE_INVALID or HOST_IO with what to do
     */
    HeldImages hold(Recipe recipe, FetchWatch watch) throws FailureException {
        return HeldImages.of(this, recipe, watch);
    }

    /** The file that was named for an image, or that lies in the folder. */
    Path file(String name, String file) throws FailureException {
        Path given = named.get(name);
        if (given != null) {
            return given;
        }
        Path found = folder.resolve(file).normalize();
        if (!found.startsWith(folder.normalize())) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "the image file " + file + " lies outside its folder");
        }
        return found;
    }
}
