package dev.gangway.job;

import dev.gangway.image.ImageSource;
import dev.gangway.image.ImageStore;
import dev.gangway.image.PreparedImage;
import dev.gangway.message.GivenImages;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the images of a recipe come from: files that were named one by one, and below them a folder laid out as the
 * recipe says.
 *
 * @param store opens and checks them, once for all ports
 * @param folder the folder
 * @param named files by the image's name; they win over the folder
 */
public record ImageFolder(ImageStore store, Path folder, Map<String, Path> named) implements ImageSource {
    /** Copies the map. */
    public ImageFolder {
        named = Map.copyOf(named);
    }

    /** The same with the files that were given for one job, which win. */
    public ImageFolder with(GivenImages given) {
        Path other = given.folder();
        Map<String, Path> files = new HashMap<>(named);
        files.putAll(given.named());
        return new ImageFolder(store, other == null ? folder : other, files);
    }

    /**
     * Opens and checks an image. Blocks.
     *
     * @param name the image's name in the recipe
     * @param file the file's name below the folder
     * @throws FailureException IMAGE_MISSING or IMAGE_INVALID with the file's name
     */
    @Override
    public PreparedImage prepare(String name, String file, ImageSpec.ImageFormat format) throws FailureException {
        Path given = named.get(name);
        if (given != null) {
            return store.prepare(name, given, format);
        }
        Path found = folder.resolve(file).normalize();
        if (!found.startsWith(folder.normalize())) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "the image file " + file + " lies outside its folder");
        }
        return store.prepare(name, found, format);
    }

    @Override
    public PreparedImage beside(String name, PreparedImage image, String file) throws FailureException {
        Path home = image.file().toAbsolutePath().resolveSibling("").normalize();
        Path found = home.resolve(file).normalize();
        if (!found.startsWith(home)) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID, image.file() + " names " + file + ", which is not below its folder");
        }
        return store.prepare(name, found, ImageSpec.ImageFormat.RAW);
    }
}
