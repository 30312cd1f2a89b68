package dev.gangway.station.images;

import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files that an image of a recipe may turn out to be. */
public final class ImageFiles {
    private static final int DEPTH = 8;

    private ImageFiles() {}

    /**
     * The files below the folder whose name fits, in order; several when the name holds variables that only a board
     * knows, none when nothing fits.
     *
     * @throws IOException when the folder cannot be read
     */
    public static List<Path> matching(ImageSpec spec, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        if (Template.names(spec.file()).isEmpty()) {
            Path file = folder.resolve(spec.file());
            return Files.isRegularFile(file) ? List.of(file) : List.of();
        }
        PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + Template.glob(spec.file()));
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> Files.isRegularFile(file) && matcher.matches(folder.relativize(file)))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
