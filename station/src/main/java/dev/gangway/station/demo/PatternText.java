package dev.gangway.station.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts that match regular expressions, whatever Java lets these say: found by how far its own matcher reads a beginning. (A
 * library that generates from its own reading of the expression knows neither intersections nor what looks ahead.) One thread
 * at a time.
 */
final class PatternText {
    private static final int WALKS = 400;
    private static final int USUAL_LEAST = 8;
    private static final int USUAL_MORE = 5;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_./:-]{2,}");
    private static final String LIKED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final List<Pattern> all;
    private final int longest;
    private final Random random;
    private final List<String> words = new ArrayList<>();
    private final List<String> liked = new ArrayList<>();
    private final List<String> signs = new ArrayList<>();

    /**
     * Texts that match all of these.
     *
     * @param longest how many characters a text may have
     */
    PatternText(List<Pattern> all, int longest, Random random) {
        this.all = List.copyOf(all);
        this.longest = longest;
        this.random = random;
        all.forEach(pattern -> WORD.matcher(pattern.pattern())
                .results()
                .map(MatchResult::group)
                .forEach(words::add));
        LIKED.chars().mapToObj(Character::toString).forEach(liked::add);
        for (char sign = ' '; sign <= '~'; sign++) {
            signs.add(Character.toString(sign));
        }
    }

    /** A text of printable ASCII, at random; empty when none was found. */
    Optional<String> next() {
        for (int walk = 0; walk < WALKS; walk++) {
            boolean usual = walk < WALKS / 2;
            int least = usual ? USUAL_LEAST + random.nextInt(USUAL_MORE) : 1 + random.nextInt(longest);
            Optional<String> found = walk(Math.min(least, longest));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Adds what a matching text may go on with, until it is long enough or nothing fits; gives the longest that matches. */
    private Optional<String> walk(int least) {
        Optional<String> found = Optional.empty();
        Optional<String> text = Optional.of("");
        while (text.isPresent()) {
            String now = text.get();
            if (all.stream().allMatch(pattern -> pattern.matcher(now).matches())) {
                found = text;
                if (now.length() >= least) {
                    return found;
                }
            }
            text = longer(now);
        }
        return found;
    }

    private Optional<String> longer(String text) {
        // Words of the expression, for one that wants a certain one behind anything; liked signs, to be read with ease.
        List<String> next = new ArrayList<>();
        int dice = random.nextInt(8);
        if (dice == 0) {
            next.addAll(shuffled(words));
        } else if (dice < 6) {
            next.addAll(shuffled(liked));
        }
        next.addAll(shuffled(signs));
        return next.stream()
                .map(text::concat)
                .filter(longer -> longer.length() <= longest)
                .filter(longer -> all.stream().allMatch(pattern -> goesOn(pattern, longer)))
                .findFirst();
    }

    /** Whether this matches, or more characters might make it match. */
    private static boolean goesOn(Pattern pattern, String begun) {
        Matcher matcher = pattern.matcher(begun);
        return matcher.matches() || matcher.hitEnd();
    }

    private List<String> shuffled(List<String> parts) {
        Collections.shuffle(parts, random);
        return parts;
    }
}
