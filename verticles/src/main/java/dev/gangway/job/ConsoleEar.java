package dev.gangway.job;

import dev.gangway.channel.ConsoleScreen;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a console has said and no step has asked for yet: lines, and the one that has not ended. A machine without clock and line;
 * times are in nanoseconds. Any thread.
 */
final class ConsoleEar {
    /** A board that says more than this before a step asks has said it too early. */
    private static final int KEPT = 400;

    private static final int LAST = 3;

    /** A console that has not repeated what was typed by then does not: it was a password, or nobody listens there. */
    private static final long ECHO = Duration.ofSeconds(2).toNanos();

    private final Deque<String> unheeded = new ArrayDeque<>();
    private final Deque<String> last = new ArrayDeque<>();
    private ConsoleScreen screen = new ConsoleScreen();

    /** How much of the line that has not ended counts no more. */
    private int used;

    private String echo = "";
    private long echoUntil;

    /** Takes what came; the lines that have ended with it, but for empty ones. */
    synchronized List<String> take(ByteBuffer bytes) {
        screen.take(bytes);
        List<String> ended = new ArrayList<>();
        while (!screen.lines().isEmpty()) {
            String line = screen.lines().remove().stripTrailing();
            keep(rest(line));
            used = 0;
            if (!line.isBlank()) {
                ended.add(line);
                remember(line);
            }
        }
        return ended;
    }

    private void keep(String line) {
        if (!echo.isEmpty() && line.contains(echo)) {
            echo = "";
        } else if (!line.isBlank()) {
            unheeded.add(line);
            if (unheeded.size() > KEPT) {
                unheeded.remove();
            }
        }
    }

    private void remember(String line) {
        last.add(line);
        if (last.size() > LAST) {
            last.remove();
        }
    }

    private String rest(String line) {
        return line.substring(Math.min(used, line.length()));
    }

    /** The board starts anew: what it said before, and the line that it had begun, counts no more. */
    synchronized void forget() {
        unheeded.clear();
        last.clear();
        screen = new ConsoleScreen();
        used = 0;
        echo = "";
    }

    /** This is typed now: what was said before counts no more, and the console's repeating it is no answer. */
    synchronized void typed(String text, long now) {
        unheeded.clear();
        used = screen.current().length();
        echo = text.strip();
        echoUntil = now + ECHO;
    }

    /** Where this was said; what was said up to there is used up. */
    synchronized Optional<Matcher> find(Pattern pattern, long now) {
        while (!unheeded.isEmpty()) {
            Matcher met = pattern.matcher(unheeded.remove());
            if (met.find()) {
                return Optional.of(met);
            }
        }
        if (!echo.isEmpty() && now < echoUntil) {
            return Optional.empty();
        }
        Matcher met = pattern.matcher(rest(screen.current()));
        if (!met.find()) {
            return Optional.empty();
        }
        used = Math.min(used, screen.current().length()) + met.end();
        return Optional.of(met);
    }

    /** The line that has not ended. */
    synchronized String unended() {
        return screen.current();
    }

    /** What was said last, in one line. */
    synchronized String last() {
        List<String> all = new ArrayList<>(last);
        if (!screen.current().isBlank()) {
            all.add(screen.current().strip());
        }
        return all.isEmpty() ? "nothing" : String.join(" | ", all);
    }
}
