package dev.gangway.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The printable ASCII characters that texts may have which a regular expression matches. It goes by the expression's parts
 * and counts too many rather than too few: what a look-ahead forbids elsewhere still counts.
 */
final class PatternAlphabet {
    private static final char FIRST = ' ';
    private static final char LAST = '~';

    /** One part of an expression that may stand for a character; what stands for none has no group. */
    private static final Pattern PART = Pattern.compile(
            // Quoted as it is.
            "\\\\Q(?<quoted>.*?)(?:\\\\E|$)"
                    // Groups: how they begin, with names and flags; their end.
                    + "|\\(\\?<[a-zA-Z][a-zA-Z0-9]*>|\\(\\?[a-zA-Z-]*[:)]|\\(\\?(?:<?[=!]|>)|[()|^$]"
                    // Repetitions.
                    + "|[*+?]|\\{[0-9]+(?:,[0-9]*)?}"
                    // References to what matched before, and places between characters.
                    + "|\\\\[1-9][0-9]*|\\\\k<[^>]*>|\\\\[bBAGZz]"
                    // Escapes, by how long they are.
                    + "|(?<escape>\\\\(?:[pPN]\\{[^}]*}|[pP].|x\\{[^}]*}|x..|u....|0[0-7]{1,3}|c.|.))"
                    + "|(?<literal>[^\\[])",
            Pattern.DOTALL);

    private final boolean[] some = new boolean[LAST + 1];

    private PatternAlphabet() {}

    /** The alphabet of a sound expression. */
    static PatternAlphabet of(String expression) {
        PatternAlphabet alphabet = new PatternAlphabet();
        int at = 0;
        Matcher part = PART.matcher(expression);
        while (at < expression.length()) {
            if (expression.charAt(at) == '[') {
                int end = endOfClass(expression, at);
                alphabet.addAll(expression.substring(at, end));
                at = end;
                continue;
            }
            if (!part.find(at)) {
                break;
            }
            alphabet.add(part);
            at = part.end();
        }
        return alphabet;
    }

    /** The characters that do not match this expression, each once, in their order; empty when all do. */
    String beside(String expression) {
        Pattern pattern = Pattern.compile(expression);
        StringBuilder out = new StringBuilder();
        for (char one = FIRST; one <= LAST; one++) {
            if (some[one] && !pattern.matcher(String.valueOf(one)).matches()) {
                out.append(one);
            }
        }
        return out.toString();
    }

    private void add(Matcher part) {
        String quoted = part.group("quoted");
        String literal = part.group("literal");
        if (quoted != null) {
            quoted.chars().filter(one -> one >= FIRST && one <= LAST).forEach(one -> some[one] = true);
        } else if (literal != null && !literal.equals(".")) {
            literal.chars().filter(one -> one >= FIRST && one <= LAST).forEach(one -> some[one] = true);
        } else if (literal != null) {
            addAll(literal);
        } else if (part.group("escape") != null) {
            addAll(part.group("escape"));
        }
    }

    /** Whatever a part of one character stands for; all when it makes no sense alone. */
    private void addAll(String part) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(part);
        } catch (PatternSyntaxException e) {
            pattern = Pattern.compile("[ -~]");
        }
        for (char one = FIRST; one <= LAST; one++) {
            some[one] |= pattern.matcher(String.valueOf(one)).matches();
        }
    }

    /** Behind the bracket that closes the class which opens here. */
    private static int endOfClass(String expression, int open) {
        int depth = 0;
        for (int i = open; i < expression.length(); i++) {
            char one = expression.charAt(i);
            if (one == '\\') {
                i++;
            } else if (one == '[') {
                depth++;
            } else if (one == ']' && --depth == 0) {
                return i + 1;
            }
        }
        return expression.length();
    }
}
