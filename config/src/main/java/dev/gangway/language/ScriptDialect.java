package dev.gangway.language;

import java.util.List;

/** The shell that a script of a recipe is for: what a line of it is. */
public enum ScriptDialect {
    /** U-Boot's shell. A line that begins with {@code #} is a comment; {@code ${name}} and {@code $name} are its own. */
    UBOOT;

    /** The lines that the shell has to see, without blank ones and comments, which it would have to skip. */
    public List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
