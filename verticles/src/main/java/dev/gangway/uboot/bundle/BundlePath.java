package dev.gangway.uboot.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names of files inside a bundle: with slashes, from its folder, and never out of it. */
public final class BundlePath {
    private static final int LONGEST = 1000;

    private BundlePath() {}

    /** What is wrong with a name; empty when it is below the folder. */
    public static Optional<String> flaw(String name) {
        if (name.isEmpty() || name.length() > LONGEST || !name.matches("[^\\u0000-\\u001f\\u007f\\\\]+")) {
            return Optional.of("\"" + name.replaceAll("[^ -~]", "?")
                    + "\" is no name of a file: it has no backslash and no control character, and at most " + LONGEST
                    + " letters");
        }
        if (name.startsWith("/")) {
            return Optional.of("\"" + name + "\" is absolute: write it from the bundle's folder");
        }
        if (List.of(name.split("/")).contains("..")) {
            return Optional.of("\"" + name + "\" leaves the bundle's folder: \"..\" is not allowed");
        }
        return plain(name).isEmpty() ? Optional.of("\"" + name + "\" names no file") : Optional.empty();
    }

    /** The same without what means nothing: {@code ./a//b} is {@code a/b}. Of a name without a flaw. */
    public static String plain(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    /** The last part of a name. */
    static String base(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
