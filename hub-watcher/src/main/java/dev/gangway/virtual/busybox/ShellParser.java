package dev.gangway.virtual.busybox;

import dev.gangway.virtual.busybox.ShellSyntax.Group;
import dev.gangway.virtual.busybox.ShellSyntax.Item;
import dev.gangway.virtual.busybox.ShellSyntax.Kind;
import dev.gangway.virtual.busybox.ShellSyntax.Piece;
import dev.gangway.virtual.busybox.ShellSyntax.Pipe;
import dev.gangway.virtual.busybox.ShellSyntax.Redirect;
import dev.gangway.virtual.busybox.ShellSyntax.Sequence;
import dev.gangway.virtual.busybox.ShellSyntax.Simple;
import dev.gangway.virtual.busybox.ShellSyntax.Word;
import java.util.ArrayList;
import java.util.List;

/** Reads a line as a POSIX shell does: quotes, variables, commands in commands, pipes, redirections, brackets, background. */
final class ShellParser {
    private final String text;
    private int at;

    private ShellParser(String text) {
        this.text = text;
    }

    /** What is wrong with a line. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    static ShellSyntax parse(String text) throws Wrong {
        ShellParser parser = new ShellParser(text);
        Sequence all = parser.sequence();
        parser.skip();
        if (parser.at < text.length()) {
            throw new Wrong("syntax error: unexpected \"" + text.charAt(parser.at) + "\"");
        }
        return all;
    }

    private void skip() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private boolean sees(String what) {
        skip();
        return text.startsWith(what, at);
    }

    private boolean takes(String what) {
        boolean there = sees(what);
        at += there ? what.length() : 0;
        return there;
    }

    private boolean ends() {
        skip();
        return at == text.length() || text.charAt(at) == ')' || closes();
    }

    /** A closing curly bracket is a word of its own. */
    private boolean closes() {
        return text.charAt(at) == '}' && (at + 1 == text.length() || " ;)|&<>\t".indexOf(text.charAt(at + 1)) >= 0);
    }

    private Sequence sequence() throws Wrong {
        List<Item> items = new ArrayList<>();
        String after = ";";
        while (!ends()) {
            ShellSyntax command = pipe();
            boolean background = false;
            String next = ";";
            if (takes("&&")) {
                next = "&&";
            } else if (takes("||")) {
                next = "||";
            } else if (takes("&")) {
                background = true;
            } else if (!takes(";") && !ends()) {
                throw new Wrong("syntax error: unexpected \"" + text.charAt(at) + "\"");
            }
            items.add(new Item(command, after, background));
            after = next;
        }
        return new Sequence(items);
    }

    private ShellSyntax pipe() throws Wrong {
        List<ShellSyntax> parts = new ArrayList<>(List.of(command()));
        while (sees("|") && !sees("||")) {
            at++;
            parts.add(command());
        }
        return parts.size() == 1 ? parts.get(0) : new Pipe(parts);
    }

    private ShellSyntax command() throws Wrong {
        if (takes("(")) {
            return group(")");
        }
        if (sees("{ ")) {
            at++;
            return group("}");
        }
        List<Word> words = new ArrayList<>();
        List<Redirect> redirects = new ArrayList<>();
        while (!ends() && ";|&(".indexOf(text.charAt(at)) < 0) {
            if (!redirect(redirects)) {
                words.add(word());
            }
        }
        if (words.isEmpty() && redirects.isEmpty()) {
            throw new Wrong(
                    "syntax error: unexpected " + (at < text.length() ? "\"" + text.charAt(at) + "\"" : "end of file"));
        }
        return new Simple(words, redirects);
    }

    private ShellSyntax group(String end) throws Wrong {
        Sequence body = sequence();
        if (!takes(end)) {
            throw new Wrong("syntax error: unexpected end of file (expecting \"" + end + "\")");
        }
        List<Redirect> redirects = new ArrayList<>();
        while (!ends() && redirect(redirects)) {
            skip();
        }
        return new Group(body, redirects);
    }

    private boolean redirect(List<Redirect> redirects) throws Wrong {
        skip();
        String rest = text.substring(at, Math.min(text.length(), at + 3));
        int from = rest.startsWith("2>") ? 2 : rest.startsWith(">") ? 1 : rest.startsWith("<") ? 0 : -1;
        if (from < 0) {
            return false;
        }
        at += from == 2 ? 2 : 1;
        boolean appends = text.startsWith(">", at);
        at += appends ? 1 : 0;
        skip();
        redirects.add(new Redirect(from, appends, word()));
        return true;
    }

    private Word word() throws Wrong {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        while (at < text.length() && " \t;|<>()".indexOf(text.charAt(at)) < 0 && !isAmpersand()) {
            char one = text.charAt(at);
            if (one == '\'') {
                flush(pieces, plain);
                int end = text.indexOf('\'', at + 1);
                if (end < 0) {
                    throw new Wrong("syntax error: unterminated quoted string");
                }
                pieces.add(new Piece(Kind.TEXT, text.substring(at + 1, end), true));
                at = end + 1;
            } else if (one == '"') {
                flush(pieces, plain);
                at++;
                quoted(pieces);
            } else if (one == '\\' && at + 1 < text.length()) {
                flush(pieces, plain);
                pieces.add(new Piece(Kind.TEXT, text.substring(at + 1, at + 2), true));
                at += 2;
            } else if (one == '$') {
                flush(pieces, plain);
                dollar(pieces, false);
            } else {
                plain.append(one);
                at++;
            }
        }
        flush(pieces, plain);
        return new Word(pieces);
    }

    /** In {@code 2>&1} it belongs to the word. */
    private boolean isAmpersand() {
        return text.charAt(at) == '&' && text.charAt(Math.max(0, at - 1)) != '>';
    }

    private static void flush(List<Piece> pieces, StringBuilder plain) {
        if (plain.length() > 0) {
            pieces.add(new Piece(Kind.TEXT, plain.toString(), false));
            plain.setLength(0);
        }
    }

    private void quoted(List<Piece> pieces) throws Wrong {
        StringBuilder plain = new StringBuilder();
        pieces.add(new Piece(Kind.TEXT, "", true));
        while (at < text.length() && text.charAt(at) != '"') {
            char one = text.charAt(at);
            if (one == '$') {
                pieces.add(new Piece(Kind.TEXT, plain.toString(), true));
                plain.setLength(0);
                dollar(pieces, true);
            } else if (one == '\\' && at + 1 < text.length() && "\"\\$`".indexOf(text.charAt(at + 1)) >= 0) {
                plain.append(text.charAt(at + 1));
                at += 2;
            } else {
                plain.append(one);
                at++;
            }
        }
        if (at == text.length()) {
            throw new Wrong("syntax error: unterminated quoted string");
        }
        at++;
        pieces.add(new Piece(Kind.TEXT, plain.toString(), true));
    }

    private void dollar(List<Piece> pieces, boolean quoted) throws Wrong {
        at++;
        if (text.startsWith("(", at)) {
            int begin = at + 1;
            int depth = 0;
            do {
                if (at == text.length()) {
                    throw new Wrong("syntax error: unexpected end of file (expecting \")\")");
                }
                depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
                at++;
            } while (depth > 0);
            pieces.add(new Piece(Kind.COMMAND, text.substring(begin, at - 1), quoted));
            return;
        }
        boolean braced = text.startsWith("{", at);
        int begin = braced ? at + 1 : at;
        int end = begin;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        if (end == begin && end < text.length() && "?$!".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        if (end == begin) {
            pieces.add(new Piece(Kind.TEXT, "$", quoted));
            return;
        }
        pieces.add(new Piece(Kind.VARIABLE, text.substring(begin, end), quoted));
        at = braced ? end + 1 : end;
    }
}
