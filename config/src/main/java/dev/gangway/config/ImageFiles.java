package dev.gangway.config;

import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Template;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Finds the files that an image of a recipe may turn out to be. */
public final class ImageFiles {
    private static final int DEPTH = 8;

    private ImageFiles() {}

    /**
     * The files below the folder whose name fits, in order; several when the name holds variables that only a board
     * knows, none when nothing fits. A folder below it that may not be read (a {@code lost+found}) holds no image.
     *
     * @throws IOException when the folder itself cannot be read
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
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (Files.isRegularFile(file) && matcher.matches(folder.relativize(file))) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (file.equals(folder)) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return List.copyOf(found);
    }
}
