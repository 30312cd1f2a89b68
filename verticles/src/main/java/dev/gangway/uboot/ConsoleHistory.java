package dev.gangway.uboot;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a board said last, for who has to find out why it says nothing more. */
final class ConsoleHistory {
    private static final int KEPT = 3;

    private final Deque<String> lines = new ArrayDeque<>();

    void add(String line) {
        lines.add(line);
        if (lines.size() > KEPT) {
            lines.remove();
        }
    }

    /** The last lines in one, and the one that has not ended. */
    String last(String current) {
        String all = String.join(" | ", lines) + (current.isBlank() ? "" : " | " + current);
        return all.isEmpty() ? "nothing" : all.replaceFirst("^ \\| ", "");
    }
}
