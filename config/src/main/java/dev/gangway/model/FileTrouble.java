package dev.gangway.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What failures of files say to people: the exceptions of Java often carry the path and nothing else. */
public final class FileTrouble {
    private FileTrouble() {}

    /** What is wrong, with the path where it is known, in words. */
    public static String told(IOException failure) {
        if (failure instanceof AccessDeniedException denied && denied.getFile() != null) {
            return denied.getFile() + ": permission denied for user " + System.getProperty("user.name", "-")
                    + owner(denied.getFile()) + "; give it to that user or correct its permissions";
        }
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (failure instanceof NotDirectoryException other) {
            return other.getFile() + " is no folder";
        }
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        boolean pathOnly = failure instanceof FileSystemException of && message.equals(of.getFile());
        return pathOnly ? message + ": " + failure.getClass().getSimpleName() : message;
    }

    /** Who owns what was denied, or the nearest folder above it of which that can be told. */
    private static String owner(String file) {
        for (Path path = Path.of(file).toAbsolutePath(); path != null; path = path.getParent()) {
            try {
                return " (" + path + " belongs to " + Files.getOwner(path).getName() + ")";
            } catch (IOException | UnsupportedOperationException e) {
                // What is above it may be looked at.
            }
        }
        return "";
    }
}
