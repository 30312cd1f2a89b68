package dev.gangway.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that a person probably meant. */
public final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /**
     * The nearest of these words, where one is near enough: a third of its letters may differ. Of several that are equally
     * near it is the one that begins alike.
     */
    public static Optional<String> of(String word, Collection<String> words) {
        String given = word.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(candidate ->
                        distance(given, candidate.toLowerCase(Locale.ROOT)) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.<String>comparingInt(candidate -> distance(given, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparingInt(candidate -> -commonStart(given, candidate.toLowerCase(Locale.ROOT))));
    }

    /** What to append to a message: {@code ; did you mean "timeout"?}, or nothing. */
    public static String hint(String word, Collection<String> words) {
        return of(word, words).map(near -> "; did you mean \"" + near + "\"?").orElse("");
    }

    private static int commonStart(String left, String right) {
        int length = 0;
        while (length < Math.min(left.length(), right.length()) && left.charAt(length) == right.charAt(length)) {
            length++;
        }
        return length;
    }

    /** How many letters must be changed, added, removed or swapped with their neighbour; long words are cut. */
    private static int distance(String one, String other) {
        String left = one.substring(0, Math.min(one.length(), LONGEST));
        String right = other.substring(0, Math.min(other.length(), LONGEST));
        int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = left.charAt(i - 1) == right.charAt(j - 1);
                int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
                least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[left.length()][right.length()];
    }
}
