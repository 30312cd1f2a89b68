package dev.gangway.uboot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Waits for a line, or the beginning of one; what a board says while nobody listens is kept for the next who does. */
final class ConsoleListening {
    private static final int KEPT = 400;

    private final Deque<String> unheeded = new ArrayDeque<>();
    private @Nullable Pattern awaited;
    private @Nullable Matcher met;

    /** Listens for this from now on. */
    void begin(Pattern pattern) {
        awaited = pattern;
        met = null;
    }

    /** Whether it is met by what was kept, which is used up as far as it was looked at. */
    boolean isKept() {
        while (!unheeded.isEmpty()) {
            if (meets(unheeded.remove())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text meets it. */
    boolean meets(String text) {
        Matcher matcher = awaited == null ? null : awaited.matcher(text);
        if (matcher == null || !matcher.find()) {
            return false;
        }
        met = matcher;
        return true;
    }

    void keep(String line) {
        unheeded.add(line);
        if (unheeded.size() > KEPT) {
            unheeded.remove();
        }
    }

    void forget() {
        unheeded.clear();
    }

    Optional<Matcher> met() {
        return Optional.ofNullable(met);
    }

    /** What is waited for. */
    String awaited() {
        return String.valueOf(awaited);
    }
}
