package dev.gangway.station.cli.setup;

import dev.gangway.model.FolderTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Files and folders that are there whole or not at all. */
final class FileTree {
    private FileTree() {}

    /** Writes a text file. */
    static void write(Path file, String text) throws IOException {
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), ".gangway-", ".part");
        try {
            Files.write(part, text.getBytes(StandardCharsets.UTF_8));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Makes a folder of copies.
     *
     * @param files what is copied, by its path in the new folder
     * @param beside an existing folder on the same file system
     * @param target the new folder; what it held before is gone
     */
    static void copy(Map<String, Path> files, Path beside, Path target) throws IOException {
        Path part = Files.createTempDirectory(beside, ".gangway-");
        try {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                Path to = part.resolve(file.getKey());
                Files.createDirectories(to.toAbsolutePath().getParent());
                if (Files.isDirectory(file.getValue())) {
                    folder(file.getValue(), to);
                } else {
                    Files.copy(file.getValue(), to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            FolderTree.remove(target);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FolderTree.remove(part);
        }
    }

    private static void folder(Path from, Path to) throws IOException {
        for (Path file : all(from)) {
            Path at = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(at);
            } else {
                Files.copy(file, at);
            }
        }
    }

    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }
}
