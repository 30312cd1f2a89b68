package dev.gangway.language;

import java.util.List;

/** The shell that a script of a recipe is for: what a line of it is. */
public enum ScriptDialect {
    /** U-Boot's shell. A line that begins with {@code #} is a comment; {@code ${name}} and {@code $name} are its own. */
    UBOOT("[A-Za-z0-9._:/@%+,=-]", "letters, digits and . _ : / @ % + , = -"),

    /** A shell of POSIX, as a board's Linux has it. */
    SHELL("[A-Za-z0-9._:/@%+,=-]", "letters, digits and . _ : / @ % + , = -");

    private final String harmless;
    private final String inWords;

    ScriptDialect(String harmless, String inWords) {
        this.harmless = harmless;
        this.inWords = inWords;
    }

    /**
     * What each character matches that means nothing to the shell, bare or in quotes, however often a text is read again
     * ({@code setenv} a script, {@code run} it). Quoting a value would protect it from the first reading only, so values
     * with other characters are not put into lines at all.
     */
    public String harmless() {
        return harmless;
    }

    /** These characters, for people. */
    public String inWords() {
        return inWords;
    }

    /** Whether the shell takes this text for itself and for nothing more, wherever it stands. */
    public boolean isHarmless(String value) {
        return value.matches(harmless + "*");
    }

    /** The lines that the shell has to see, without blank ones and comments, which it would have to skip. */
    public List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
