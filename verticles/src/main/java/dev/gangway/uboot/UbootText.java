package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;

/** What may be typed. */
public final class UbootText {
    private UbootText() {}

    /**
     * A command that can be typed.
     *
     * @param longest characters that the console takes in one line
     * @throws FailureException RECIPE_INVALID when it is empty, too long, or has other characters than printable ones
     */
    static String checked(String command, int longest) throws FailureException {
        if (command.isBlank() || !command.matches("[ -~]+")) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "a command for a console is one line of printable ASCII that is not empty: \""
                            + command.replaceAll("[^ -~]", "?") + "\"");
        }
        if (command.length() > longest) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "a command for this console has " + longest
                            + " characters at most, or small builds cut it and run the rest: \"" + command + "\" has "
                            + command.length());
        }
        return command;
    }

    /**
     * A text as one word that the shell takes for itself.
     *
     * @throws FailureException RECIPE_INVALID when no quoting makes it one
     */
    public static String quoted(String text) throws FailureException {
        // In single quotes only the quote itself means something, and a backslash to some builds.
        if (!text.matches("[ -&(-\\[\\]-~]*")) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "\"" + text.replaceAll("[^ -~]", "?")
                            + "\" can't be given to U-Boot's shell: single quotes, backslashes and what is not"
                            + " printable ASCII do not go through it");
        }
        return "'" + text + "'";
    }

    /** A text of a board's for people, without what is not printable. */
    public static String shown(String text) {
        return "\"" + text.replaceAll("[^ -~]", "?") + "\"";
    }
}
