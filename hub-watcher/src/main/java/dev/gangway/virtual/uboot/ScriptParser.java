package dev.gangway.virtual.uboot;

import dev.gangway.virtual.uboot.Lexer.Kind;
import dev.gangway.virtual.uboot.Lexer.Token;
import dev.gangway.virtual.uboot.Syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a script command by command, as hush does: what stands before a syntax error has already run when the error is
 * found.
 */
final class ScriptParser {
    private static final Set<String> CLOSING = Set.of("then", "elif", "else", "fi", "do", "done");

    private final Lexer lexer;
    private @Nullable Token ahead;

    ScriptParser(String text) {
        this.lexer = new Lexer(text);
    }

    /** The next command, or null at the end. */
    @Nullable
    Syntax next() throws SyntaxException {
        skipSeparators();
        if (peek().kind() == Kind.END) {
            return null;
        }
        return chain();
    }

    private Syntax chain() throws SyntaxException {
        Syntax left = command();
        while (peek().kind() == Kind.AND || peek().kind() == Kind.OR) {
            boolean and = take().kind() == Kind.AND;
            while (peek().kind() == Kind.NEWLINE) {
                take();
            }
            left = new Syntax.Chain(left, and, command());
        }
        return left;
    }

    private Syntax command() throws SyntaxException {
        String keyword = peek().word().keyword();
        switch (keyword) {
            case "if" -> {
                take();
                return ifRest();
            }
            case "while", "until" -> {
                take();
                Syntax condition = until("do");
                return new Syntax.While(condition, until("done"), keyword.equals("until"));
            }
            case "for" -> {
                take();
                return forRest();
            }
            default -> {
                if (CLOSING.contains(keyword) || peek().kind() != Kind.WORD) {
                    throw new SyntaxException("syntax error near '" + keyword + "'");
                }
                return simple();
            }
        }
    }

    private Syntax ifRest() throws SyntaxException {
        Syntax condition = until("then");
        List<Syntax> then = new ArrayList<>();
        String end = collect(then, Set.of("elif", "else", "fi"));
        Syntax otherwise =
                switch (end) {
                    case "elif" -> ifRest();
                    case "else" -> until("fi");
                    default -> new Syntax.Block(List.of());
                };
        return new Syntax.If(condition, new Syntax.Block(then), otherwise);
    }

    private Syntax forRest() throws SyntaxException {
        String name = take().word().keyword();
        if (name.isEmpty() || !take().word().keyword().equals("in")) {
            throw new SyntaxException("syntax error: for NAME in WORDS; do …; done");
        }
        List<Word> words = new ArrayList<>();
        while (peek().kind() == Kind.WORD) {
            words.add(take().word());
        }
        skipSeparators();
        if (!take().word().keyword().equals("do")) {
            throw new SyntaxException("syntax error: for without do");
        }
        return new Syntax.For(name, words, until("done"));
    }

    private Syntax until(String keyword) throws SyntaxException {
        List<Syntax> items = new ArrayList<>();
        collect(items, Set.of(keyword));
        return new Syntax.Block(items);
    }

    private String collect(List<Syntax> items, Set<String> ends) throws SyntaxException {
        while (true) {
            skipSeparators();
            if (peek().kind() == Kind.END) {
                throw new SyntaxException("syntax error: the script ends before one of " + ends);
            }
            String keyword = peek().word().keyword();
            if (ends.contains(keyword)) {
                take();
                return keyword;
            }
            items.add(chain());
        }
    }

    private Syntax simple() throws SyntaxException {
        List<Word> words = new ArrayList<>();
        while (peek().kind() == Kind.WORD) {
            words.add(take().word());
        }
        return new Syntax.Simple(words);
    }

    private void skipSeparators() throws SyntaxException {
        while (peek().kind() == Kind.SEMICOLON || peek().kind() == Kind.NEWLINE) {
            take();
        }
    }

    private Token peek() throws SyntaxException {
        Token token = ahead;
        if (token == null) {
            token = lexer.next();
            ahead = token;
        }
        return token;
    }

    private Token take() throws SyntaxException {
        Token token = peek();
        ahead = null;
        return token;
    }
}
