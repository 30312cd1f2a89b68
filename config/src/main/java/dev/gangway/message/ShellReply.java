package dev.gangway.message;

/**
 * How a shell stands.
 *
 * @param open whether it goes on
 * @param text what the terminal is to show, with its control sequences and without secrets
 * @param told a sentence to the person: why it was refused or has ended, or what became of their keys; empty = nothing
 */
public record ShellReply(boolean open, String text, String told) implements Message {
    /** It goes on, and this came. */
    public static ShellReply said(String text) {
        return new ShellReply(true, text, "");
    }

    /** It is not open, or not any more. */
    public static ShellReply over(String why) {
        return new ShellReply(false, "", why);
    }
}
