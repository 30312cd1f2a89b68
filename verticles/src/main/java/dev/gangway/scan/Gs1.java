package dev.gangway.scan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads GS1 element strings (GS1 General Specifications, section 7.8): application identifiers with fixed and variable
 * length, separated by GS where the length is not predefined.
 */
public final class Gs1 {
    private Gs1() {}

    /** The string is no sound GS1 element string; the message says where. */
    public static final class Gs1Exception extends Exception {
        private static final long serialVersionUID = 1L;

        Gs1Exception(String message) {
            super(message);
        }
    }

    /**
     * Reads an element string, as scanned or with its identifiers in parentheses.
     *
     * @return the elements by application identifier, in order
     */
    public static Map<String, String> parse(String text) throws Gs1Exception {
        return text.startsWith("(") ? parseBracketed(text) : parseScanned(text);
    }

    private static Map<String, String> parseScanned(String text) throws Gs1Exception {
        Map<String, String> elements = new LinkedHashMap<>();
        int at = text.charAt(0) == ScanText.GS ? 1 : 0;
        while (at < text.length()) {
            Gs1Identifier identifier = identifierAt(text, at);
            at += identifier.code().length();
            int separator = text.indexOf(ScanText.GS, at);
            int end;
            if (identifier.predefinedLength()) {
                end = at + identifier.longest();
                if (end > text.length() || (separator >= 0 && separator < end)) {
                    throw new Gs1Exception("(" + identifier.code() + ") needs " + identifier.longest() + " characters");
                }
            } else {
                end = separator < 0 ? text.length() : separator;
            }
            add(elements, identifier, text.substring(at, end));
            at = end < text.length() && text.charAt(end) == ScanText.GS ? end + 1 : end;
        }
        return elements;
    }

    private static Map<String, String> parseBracketed(String text) throws Gs1Exception {
        Map<String, String> elements = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int close = text.indexOf(')', at);
            if (text.charAt(at) != '(' || close < 0) {
                throw new Gs1Exception("an application identifier in parentheses is missing at position " + (at + 1));
            }
            String code = text.substring(at + 1, close);
            Gs1Identifier identifier = Gs1Identifier.of(code)
                    .orElseThrow(() -> new Gs1Exception("(" + code + ") is no GS1 application identifier"));
            int next = nextBracket(text, close + 1);
            add(elements, identifier, text.substring(close + 1, next));
            at = next;
        }
        return elements;
    }

    /** Parentheses may be part of a value; only one that encloses a known identifier begins an element. */
    private static int nextBracket(String text, int from) {
        for (int open = text.indexOf('(', from); open >= 0; open = text.indexOf('(', open + 1)) {
            int close = text.indexOf(')', open);
            if (close > 0 && Gs1Identifier.of(text.substring(open + 1, close)).isPresent()) {
                return open;
            }
        }
        return text.length();
    }

    private static Gs1Identifier identifierAt(String text, int at) throws Gs1Exception {
        for (int length = 2; length <= 4 && at + length <= text.length(); length++) {
            var found = Gs1Identifier.of(text.substring(at, at + length));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new Gs1Exception("no GS1 application identifier at position " + (at + 1));
    }

    private static void add(Map<String, String> elements, Gs1Identifier identifier, String value) throws Gs1Exception {
        String code = identifier.code();
        String problem = identifier.problemOf(value);
        if (!problem.isEmpty()) {
            throw new Gs1Exception("(" + code + ") " + problem);
        }
        String known = elements.putIfAbsent(code, value);
        if (known != null && !Objects.equals(known, value)) {
            throw new Gs1Exception("(" + code + ") is there twice with different values");
        }
    }
}
