package dev.gangway.uboot.bundle.flash;

import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files with SHA-256 sums as {@code sha256sum} writes them, or with one sum alone. */
public final class Checksums {
    private static final Pattern LINE = Pattern.compile("\\\\?([0-9a-fA-F]{64})(?:[ \\t]+\\*?(.+))?");
    private static final Pattern TAGGED = Pattern.compile("SHA256 \\((.+)\\) = ([0-9a-fA-F]{64})");

    private Checksums() {}

    private record Sum(String name, Digest digest) {}

    /**
     * The sum of a file.
     *
     * @param text the file's content
     * @param origin what it is called, for people
     * @param name of the file that is meant, without folders
     * @throws FailureException IMAGE_INVALID when it is not in there, or twice with different sums
     */
    public static Digest find(String text, String origin, String name) throws FailureException {
        List<Sum> sums = new ArrayList<>();
        int number = 0;
        for (String raw : text.split("\\R", -1)) {
            number++;
            String line = raw.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                sums.add(sum(line, origin, number));
            }
        }
        List<Digest> found = sums.stream()
                .filter(sum ->
                        sum.name().substring(sum.name().lastIndexOf('/') + 1).equals(name))
                .map(Sum::digest)
                .distinct()
                .toList();
        if (found.isEmpty() && sums.size() == 1 && sums.get(0).name().isEmpty()) {
            return sums.get(0).digest();
        }
        if (found.size() != 1) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    found.isEmpty()
                            ? origin + " has no sum of " + name + ": make it anew, sha256sum " + name
                            : origin + " has different sums of " + name + ": delete those that are old");
        }
        return found.get(0);
    }

    private static Sum sum(String line, String origin, int number) throws FailureException {
        Matcher tagged = TAGGED.matcher(line);
        if (tagged.matches()) {
            return new Sum(tagged.group(1), digest(tagged.group(2)));
        }
        Matcher usual = LINE.matcher(line);
        if (!usual.matches()) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    origin + ", line " + number + ": expected a SHA-256 in 64 hex digits and a file's name");
        }
        return new Sum(usual.group(2) == null ? "" : usual.group(2), digest(usual.group(1)));
    }

    private static Digest digest(String hex) {
        return new Digest(hex.toLowerCase(Locale.ROOT));
    }
}
