package dev.gangway.scan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
        return parse(text, "");
    }

    /**
     * Reads an element string for the sake of one element. GS1 assigns new identifiers: one that is not known is passed over
     * where it stands behind that element. It ends at the next separator, for all whose length is predefined are known.
     *
     * @param wanted the identifier of the element that is looked for; empty when all of them must be known
     * @return the known elements by application identifier, in order
     */
    public static Map<String, String> parse(String text, String wanted) throws Gs1Exception {
        return text.startsWith("(") ? parseBracketed(text, wanted) : parseScanned(text, wanted);
    }

    private static Map<String, String> parseScanned(String text, String wanted) throws Gs1Exception {
        Map<String, String> elements = new LinkedHashMap<>();
        int at = !text.isEmpty() && text.charAt(0) == ScanText.GS ? 1 : 0;
        while (at < text.length()) {
            Optional<Gs1Identifier> known = identifierAt(text, at);
            int separator = text.indexOf(ScanText.GS, at);
            int end = separator < 0 ? text.length() : separator;
            if (known.isPresent()) {
                Gs1Identifier identifier = known.get();
                at += identifier.code().length();
                if (identifier.predefinedLength()) {
                    if (at + identifier.longest() > end) {
                        throw new Gs1Exception(
                                "(" + identifier.code() + ") needs " + identifier.longest() + " characters");
                    }
                    end = at + identifier.longest();
                }
                add(elements, identifier, text.substring(at, Math.max(at, end)));
            } else if (!elements.containsKey(wanted)) {
                throw new Gs1Exception("no GS1 application identifier at position " + (at + 1));
            }
            at = end < text.length() && text.charAt(end) == ScanText.GS ? end + 1 : end;
        }
        return elements;
    }

    private static Map<String, String> parseBracketed(String text, String wanted) throws Gs1Exception {
        Map<String, String> elements = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int close = text.indexOf(')', at);
            if (text.charAt(at) != '(' || close < 0) {
                throw new Gs1Exception("an application identifier in parentheses is missing at position " + (at + 1));
            }
            String code = text.substring(at + 1, close);
            int next = nextBracket(text, close + 1);
            Optional<Gs1Identifier> known = Gs1Identifier.of(code);
            if (known.isPresent()) {
                add(elements, known.get(), text.substring(close + 1, next));
            } else if (!elements.containsKey(wanted)) {
                throw new Gs1Exception("(" + code + ") is no GS1 application identifier");
            }
            at = next;
        }
        return elements;
    }

    /** Parentheses may be part of a value; only one that encloses what has an identifier's form begins an element. */
    private static int nextBracket(String text, int from) {
        for (int open = text.indexOf('(', from); open >= 0; open = text.indexOf('(', open + 1)) {
            int close = text.indexOf(')', open);
            if (close > 0 && text.substring(open + 1, close).matches("[0-9]{2,4}")) {
                return open;
            }
        }
        return text.length();
    }

    private static Optional<Gs1Identifier> identifierAt(String text, int at) {
        for (int length = 2; length <= 4 && at + length <= text.length(); length++) {
            Optional<Gs1Identifier> found = Gs1Identifier.of(text.substring(at, at + length));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
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
