package dev.gangway.uboot;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command said.
 *
 * @param command as it was typed
 * @param lines of its output, without blank ones
 * @param status its {@code $?}
 */
public record UbootAnswer(String command, List<String> lines, int status) {
    private static final int TOLD = 3;

    /** Copies the list. */
    public UbootAnswer {
        lines = List.copyOf(lines);
    }

    /** The first match in a line. */
    public Optional<Matcher> find(Pattern pattern) {
        return lines.stream().map(pattern::matcher).filter(Matcher::find).findFirst();
    }

    /** Its last lines in one, for people. */
    public String told() {
        return lines.isEmpty()
                ? "nothing"
                : String.join(" | ", lines.subList(Math.max(0, lines.size() - TOLD), lines.size()));
    }
}
