package dev.gangway.job;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a board said during one step, as far as the record keeps it: the last of it. One thread. */
final class Sayings {
    private static final int KEPT = 2000;
    private static final int LINE = 300;

    private final Deque<String> lines = new ArrayDeque<>();
    private int length;
    private boolean more;

    /** Remembers a line, or as much of it as the record takes. */
    String add(String line) {
        String kept = line.length() > LINE ? line.substring(0, LINE - 1) + "…" : line;
        lines.add(kept);
        length += kept.length() + 1;
        while (length > KEPT) {
            length -= lines.remove().length() + 1;
            more = true;
        }
        return kept;
    }

    /** All that is kept, in one text of lines, and forgets it. */
    String take() {
        String text = (more ? "…\n" : "") + String.join("\n", lines);
        lines.clear();
        length = 0;
        more = false;
        return text;
    }
}
