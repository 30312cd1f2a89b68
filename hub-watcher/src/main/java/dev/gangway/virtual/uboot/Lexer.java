package dev.gangway.virtual.uboot;

import dev.gangway.virtual.uboot.Syntax.Piece;
import dev.gangway.virtual.uboot.Syntax.Word;
import java.util.ArrayList;
import java.util.List;

/** Cuts a script into words and separators, by the rules of U-Boot's hush shell: parentheses mean nothing, # begins a comment. */
final class Lexer {
    /** A separator or a word. Exactly one of the two is there: the word is empty for separators. */
    record Token(Kind kind, Word word) {}

    /** Kinds of token. */
    enum Kind {
        WORD,
        SEMICOLON,
        NEWLINE,
        AND,
        OR,
        END
    }

    private static final Word NOTHING = new Word(List.of());

    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    Token next() throws SyntaxException {
        skipBlanks();
        if (at >= text.length()) {
            return new Token(Kind.END, NOTHING);
        }
        char c = text.charAt(at);
        switch (c) {
            case '\n', '\r' -> {
                at++;
                return new Token(Kind.NEWLINE, NOTHING);
            }
            case ';' -> {
                at++;
                return new Token(Kind.SEMICOLON, NOTHING);
            }
            case '&', '|' -> {
                if (at + 1 >= text.length() || text.charAt(at + 1) != c) {
                    throw new SyntaxException("syntax error: a single " + c + " is not supported");
                }
                at += 2;
                return new Token(c == '&' ? Kind.AND : Kind.OR, NOTHING);
            }
            default -> {
                return new Token(Kind.WORD, word());
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at += 2;
            } else if (c == ' ' || c == '\t') {
                at++;
            } else {
                return;
            }
        }
    }

    private Word word() throws SyntaxException {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        boolean inQuotes = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (!inQuotes && " \t\r\n;&|".indexOf(c) >= 0) {
                break;
            }
            at++;
            if (c == '"') {
                flush(pieces, plain, inQuotes, true);
                inQuotes = !inQuotes;
            } else if (c == '\'' && !inQuotes) {
                flush(pieces, plain, false, false);
                int end = text.indexOf('\'', at);
                if (end < 0) {
                    throw new SyntaxException("syntax error: a ' is not closed");
                }
                pieces.add(new Piece(text.substring(at, end), false, true));
                at = end + 1;
            } else if (c == '\\' && at < text.length()) {
                plain.append(text.charAt(at++));
            } else if (c == '$') {
                flush(pieces, plain, inQuotes, false);
                pieces.add(variable(inQuotes));
            } else {
                plain.append(c);
            }
        }
        if (inQuotes) {
            throw new SyntaxException("syntax error: a \" is not closed");
        }
        flush(pieces, plain, false, false);
        return new Word(pieces);
    }

    private static void flush(List<Piece> pieces, StringBuilder plain, boolean quoted, boolean evenIfEmpty) {
        if (plain.length() > 0 || evenIfEmpty) {
            pieces.add(new Piece(plain.toString(), false, quoted || evenIfEmpty));
            plain.setLength(0);
        }
    }

    private Piece variable(boolean quoted) throws SyntaxException {
        int start = at;
        if (at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            if (end < 0) {
                throw new SyntaxException("syntax error: ${ is not closed");
            }
            at = end + 1;
            return new Piece(text.substring(start + 1, end), true, quoted);
        }
        if (at < text.length() && text.charAt(at) == '?') {
            at++;
            return new Piece("?", true, quoted);
        }
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        return at == start ? new Piece("$", false, quoted) : new Piece(text.substring(start, at), true, quoted);
    }
}
