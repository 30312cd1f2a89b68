package dev.gangway.config;

import java.nio.file.Path;

/** Paths as people write them. */
public final class Places {
    private static final String HOME = "~";

    private Places() {}

    /**
     * The path that is meant: relative to a folder, and {@code ~} or {@code ~/…} in the home folder of the user who runs
     * this, as a shell would have it.
     *
     * @param folder where relative paths begin
     * @throws java.nio.file.InvalidPathException when the locale has no such characters
     */
    public static Path of(Path folder, String text) {
        if (text.equals(HOME) || text.startsWith(HOME + "/")) {
            return Path.of(System.getProperty("user.home", "/") + text.substring(HOME.length()));
        }
        return folder.resolve(text);
    }
}
