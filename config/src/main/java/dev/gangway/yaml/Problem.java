package dev.gangway.yaml;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * Something wrong in a file that a person edits.
 *
 * @param file the file
 * @param line its line, from 1
 * @param path the place in the file's structure, for example {@code steps[2].timeout}; {@code (file)} for the whole file,
 *     {@code (syntax)} where it is no YAML
 * @param message what is wrong and what was expected
 */
public record Problem(Path file, int line, String path, String message) {
    /** By file, then by line; problems of one line stay in the order in which they were found. */
    public static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line);

    /** The path of a problem that concerns the file as such. */
    public static final String WHOLE_FILE = "(file)";

    /** The path of a problem of YAML syntax. */
    public static final String SYNTAX = "(syntax)";

    /** As it is printed: {@code FILE:LINE: PATH: message}. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + path + ": " + message;
    }
}
