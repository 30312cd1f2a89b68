package dev.gangway.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All GS1 application identifiers, from {@code gs1-identifiers.txt}, where their source and date stand. */
final class Gs1Table {
    private static final String FILE = "gs1-identifiers.txt";
    private static final Pattern LINE = Pattern.compile("([0-9]{2,4})(?:-([0-9]{2,4}))? +(fixed|free) +(.+)");
    private static final Pattern PART = Pattern.compile("(\\[?)([NXYZ])(\\.\\.)?([0-9]+)([kdD]?)\\]?");
    private static final Map<String, Gs1Identifier> ALL = read();

    private Gs1Table() {}

    /** The identifier with exactly these digits. */
    static Optional<Gs1Identifier> of(String code) {
        return Optional.ofNullable(ALL.get(code));
    }

    /** All of them, in the table's order. */
    static Collection<Gs1Identifier> all() {
        return ALL.values();
    }

    private static Map<String, Gs1Identifier> read() {
        Map<String, Gs1Identifier> all = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(Gs1Table.class.getResourceAsStream(FILE), FILE)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> add(all, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(all);
    }

    private static void add(Map<String, Gs1Identifier> all, String line) {
        Matcher matcher = matched(LINE, line);
        String first = matcher.group(1);
        int last = Integer.parseInt(matcher.group(2) == null ? first : matcher.group(2));
        List<Gs1Identifier.Part> parts = new ArrayList<>();
        for (String part : matcher.group(4).trim().split(" +")) {
            parts.add(part(part));
        }
        for (int number = Integer.parseInt(first); number <= last; number++) {
            String digits = Integer.toString(number);
            String code = "0".repeat(first.length() - digits.length()) + digits;
            all.put(code, new Gs1Identifier(code, matcher.group(3).equals("fixed"), parts));
        }
    }

    private static Gs1Identifier.Part part(String text) {
        Matcher matcher = matched(PART, text);
        Gs1Identifier.Kind kind =
                switch (matcher.group(2)) {
                    case "N" -> Gs1Identifier.Kind.NUMBER;
                    case "X" -> Gs1Identifier.Kind.SET82;
                    case "Y" -> Gs1Identifier.Kind.SET39;
                    default -> Gs1Identifier.Kind.BASE64URL;
                };
        Gs1Identifier.Proof proof =
                switch (matcher.group(5)) {
                    case "k" -> Gs1Identifier.Proof.KEY;
                    case "d" -> Gs1Identifier.Proof.DATE;
                    case "D" -> Gs1Identifier.Proof.LONG_DATE;
                    default -> Gs1Identifier.Proof.NONE;
                };
        int longest = Integer.parseInt(matcher.group(4));
        int shortest = matcher.group(3) == null ? longest : 1;
        return new Gs1Identifier.Part(
                kind, proof, shortest, longest, !matcher.group(1).isEmpty());
    }

    private static Matcher matched(Pattern form, String text) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException(FILE + " holds what is no identifier: " + text);
        }
        return matcher;
    }
}
