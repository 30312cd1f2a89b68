package dev.gangway.image;

import dev.gangway.model.FailureException;
import dev.gangway.recipe.ImageSpec;
import java.nio.file.Path;
import java.util.Optional;

/** Finds and checks images; several ports that ask for the same one share the work. Any thread. */
public interface ImageSource {
    /** The folder below which images lie that were not named one by one. */
    Path folder();

    /**
     * The image, opened and checked.
     *
     * @param name the recipe's name for it
     * @param spec what the recipe says of it
     * @param file where it is, as the recipe says, with its placeholders replaced
     */
    PreparedImage prepare(String name, ImageSpec spec, String file) throws FailureException;

    /** Whether a person named the file of this image, which then counts whatever the recipe says of it. */
    boolean isGiven(String name);

    /** Where an image was fetched from, with the digest of what was fetched; empty for a file of this machine. */
    Optional<String> origin(String name);

    /**
     * A file that an image names, as a build's list of files does.
     *
     * @param name what the file is called in the record
     * @param image the image that names it
     * @param file its path from the folder of that image's file, with slashes
     */
    PreparedImage beside(String name, PreparedImage image, String file) throws FailureException;
}
