package dev.gangway.job;

import dev.gangway.image.ImageStore;
import dev.gangway.image.PreparedImage;
import dev.gangway.image.source.FetchWatch;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.message.GivenImages;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Recipe;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the images of a recipe come from: files that were named one by one, then what the recipe fetches, and below them a folder
 * laid out as the recipe says.
 *
 * @param store opens and checks them, once for all ports
 * @param folder the folder
 * @param named files by the image's name; they win over all else
 * @param fetcher fetches what recipes name by a link; null = all images are in the folder, as the person said who named it
 * @param linked what came by a link that a person followed; null = nothing
 * @param sealed what a sealed package says of the folder; null = it is none of a package
 */
public record ImageFolder(
        ImageStore store,
        Path folder,
        Map<String, Path> named,
        @Nullable ImageFetcher fetcher,
        @Nullable Linked linked,
        @Nullable Sealed sealed) {
    /**
     * What a sealed package says of its folder.
     *
     * @param origin which package it is and who signed it, for the record
     * @param digests what each file has to be, by its path in the folder
     * @param replaced whether a person named other files, which no package allows
     */
    public record Sealed(String origin, Map<String, Digest> digests, boolean replaced) {
        /** Copies the map. */
        public Sealed {
            digests = Map.copyOf(digests);
        }

        /** The same where a person named other files. */
        Sealed withOthers() {
            return new Sealed(origin, digests, true);
        }

        /** Fails when a file is no longer what its package has. */
        PreparedImage require(String file, PreparedImage image) throws FailureException {
            if (!image.sha256().equals(digests.get(file))) {
                throw new FailureException(
                        FailureKind.IMAGE_INVALID,
                        "image " + image.name() + ": " + file
                                + " is not what its package has, so the disk or somebody changed"
                                + " it: start the station again, which unpacks it anew");
            }
            return image;
        }
    }

    /**
     * What came by a link that a person followed.
     *
     * @param images the names of the images that did
     * @param fetcher fetches them, bounded as strangers' links are
     * @param recipe where the recipe came from, with its digest; empty = it is the station's own
     */
    public record Linked(Set<String> images, ImageFetcher fetcher, String recipe) {
        /** Copies the set. */
        public Linked {
            images = Set.copyOf(images);
        }
    }

    /** Copies the map. */
    public ImageFolder {
        named = Map.copyOf(named);
    }

    /** A folder that has all of them. */
    public ImageFolder(ImageStore store, Path folder, Map<String, Path> named) {
        this(store, folder, named, null, null, null);
    }

    /** A folder, and what is fetched. */
    public ImageFolder(ImageStore store, Path folder, Map<String, Path> named, @Nullable ImageFetcher fetcher) {
        this(store, folder, named, fetcher, null, null);
    }

    /** The same where some images came by a link. */
    public ImageFolder with(Linked came) {
        Map<String, Path> others = new HashMap<>(named);
        others.keySet().removeAll(came.images());
        return new ImageFolder(store, folder, others, fetcher, came, sealed);
    }

    /** The folder of a sealed package. */
    public static ImageFolder of(ImageStore store, Path folder, Sealed sealed) {
        return new ImageFolder(store, folder, Map.of(), null, null, sealed);
    }

    /** Who fetches an image; null = nobody. */
    public @Nullable ImageFetcher fetcherOf(String image) {
        return linked != null && linked.images().contains(image) ? linked.fetcher() : fetcher;
    }

    /** The same with the files that were given for one job, which win. */
    public ImageFolder with(GivenImages given) {
        Path other = given.folder();
        if (sealed != null) {
            return given.equals(GivenImages.NONE)
                    ? this
                    : new ImageFolder(store, folder, named, fetcher, linked, sealed.withOthers());
        }
        Map<String, Path> files = new HashMap<>(named);
        files.putAll(given.named());
        return other == null
                ? new ImageFolder(store, folder, files, fetcher, linked, null)
                : new ImageFolder(store, other, files, null);
    }

    /**
     * The images of an attempt: those that the recipe fetches are there when this returns, and stay while they are held. Blocks.
     *
     * @param watch follows what is fetched
     * @throws FailureException when one is not to be had, IMAGE_MISSING, IMAGE_INVALID or HOST_IO with what to do
     */
    HeldImages hold(Recipe recipe, FetchWatch watch) throws FailureException {
        if (sealed != null && sealed.replaced()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the images of " + recipe.name()
                            + " are those of its package, and no others: have a package made of the"
                            + " files that were named");
        }
        return HeldImages.of(this, recipe, watch);
    }

    /** Holds a file of the folder against what its package says of it; of other folders nothing is said. */
    PreparedImage checked(PreparedImage image) throws FailureException {
        return sealed == null
                ? image
                : sealed.require(
                        folder.toAbsolutePath()
                                .normalize()
                                .relativize(image.file().toAbsolutePath().normalize())
                                .toString(),
                        image);
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
