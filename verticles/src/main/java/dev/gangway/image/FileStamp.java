package dev.gangway.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * The state of a file: when one of these differs, its bytes may differ.
 *
 * @param path the real path
 * @param size bytes
 * @param modified last modification
 * @param key the file system's own name for it (inode), or empty
 */
public record FileStamp(Path path, long size, FileTime modified, String key) {
    /**
     * As it is now.
     *
     * @throws IOException when it is not there or can't be looked at
     */
    public static FileStamp of(Path file) throws IOException {
        Path real = file.toRealPath();
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        return new FileStamp(
                real, attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
    }
}
