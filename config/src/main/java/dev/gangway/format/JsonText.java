package dev.gangway.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) of files that are formats: maps, lists, and texts; numbers, truth values and null are the text as it is
 * written. A key twice and more than 16 levels are refused. One thread.
 */
final class JsonText {
    private static final int DEEPEST = 16;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** The object that a text is. */
    static Map<String, Object> object(String text) throws FormatException {
        JsonText json = new JsonText(text);
        json.blanks();
        Map<String, Object> root = json.map(0);
        json.blanks();
        if (json.at < text.length()) {
            throw json.wrong("something behind the end");
        }
        return root;
    }

    private Object value(int depth) throws FormatException {
        if (depth > DEEPEST) {
            throw wrong("more than " + DEEPEST + " levels");
        }
        return switch (peek()) {
            case '{' -> map(depth);
            case '[' -> list(depth);
            case '"' -> quoted();
            default -> bare();
        };
    }

    private Map<String, Object> map(int depth) throws FormatException {
        Map<String, Object> map = new LinkedHashMap<>();
        expect('{');
        blanks();
        while (peek() != '}') {
            String key = quoted();
            blanks();
            expect(':');
            blanks();
            if (map.put(key, value(depth + 1)) != null) {
                throw wrong("a key twice");
            }
            if (!more('}')) {
                break;
            }
        }
        expect('}');
        return map;
    }

    private List<Object> list(int depth) throws FormatException {
        List<Object> list = new ArrayList<>();
        expect('[');
        blanks();
        while (peek() != ']') {
            list.add(value(depth + 1));
            if (!more(']')) {
                break;
            }
        }
        expect(']');
        return list;
    }

    /** Whether another member follows; a comma before the end is wrong. */
    private boolean more(char end) throws FormatException {
        blanks();
        if (peek() == end) {
            return false;
        }
        expect(',');
        blanks();
        if (peek() == end) {
            throw wrong("a comma before the end");
        }
        return true;
    }

    private String quoted() throws FormatException {
        StringBuilder out = new StringBuilder();
        expect('"');
        while (peek() != '"') {
            char next = take();
            if (next < ' ') {
                throw wrong("a control character in a text");
            }
            out.append(next == '\\' ? escaped() : next);
        }
        expect('"');
        return out.toString();
    }

    private char escaped() throws FormatException {
        char kind = take();
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong("an escape that does not exist");
        };
    }

    private char unicode() throws FormatException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                throw wrong("no hex digit");
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private String bare() throws FormatException {
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String word = text.substring(from, at);
        if (!word.matches("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw wrong("no value");
        }
        return word;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(char wanted) throws FormatException {
        if (take() != wanted) {
            at--;
            throw wrong("no " + wanted);
        }
    }

    private char peek() throws FormatException {
        if (at >= text.length()) {
            throw wrong("the end too early");
        }
        return text.charAt(at);
    }

    private char take() throws FormatException {
        char next = peek();
        at++;
        return next;
    }

    private FormatException wrong(String found) {
        return new FormatException("no sound JSON: " + found + ", at character " + (at + 1));
    }
}
