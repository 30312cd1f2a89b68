package dev.gangway.console;

import dev.gangway.model.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes the secrets of one attempt out of whatever is shown, logged or kept. Rather one word too many than a secret: a console
 * loses letters of what is typed, breaks a line where its screen ends, and shows a beginning before the rest. Any thread; a console's
 * lines come from one, in their order.
 */
public final class Masker {
    /** What a board says on its console may not fill the memory by way of the recipe's expressions. */
    private static final int MOST_LEARNED = 100;

    /** Of a secret that fewer signs have, each word would be one. */
    public static final int SHORTEST = 4;

    /** A line that ends with fewer signs of a secret's beginning tells nothing of it. */
    private static final int BEGUN = 3;

    private final Known known;
    private final List<Pattern> patterns;

    /** The same for a text of several lines. */
    private final List<Pattern> lines;

    private String before = "";

    /** What is a secret, for all consoles of an attempt; its own lock. */
    private static final class Known {
        private final Map<String, Secret> secrets = new LinkedHashMap<>();
        private final List<String> leads = new ArrayList<>();
        private int learned;
    }

    /**
     * A value, and what stands for it.
     *
     * @param fragment so many of its signs in a row are enough: of one that lost a letter on the way, the longer half is left
     * @param broken matches the value wherever a console broke a line in it
     */
    private record Secret(String value, String mask, int fragment, Pattern broken) {
        static Secret of(String value, String mask) {
            Pattern broken = Pattern.compile(value.chars()
                    .mapToObj(sign -> Pattern.quote(Character.toString(sign)))
                    .collect(Collectors.joining("\n?")));
            return new Secret(value, mask, Math.max(SHORTEST, (value.length() - 1) / 2), broken);
        }
    }

    /**
     * A masker.
     *
     * @param values secrets by name, each of {@link #SHORTEST} signs or more
     * @param patterns what they match in a line of a console is a secret too
     */
    public Masker(Map<String, String> values, List<Pattern> patterns) {
        this.known = new Known();
        values.forEach(this::add);
        this.patterns = List.copyOf(patterns);
        this.lines = patterns.stream()
                .map(pattern -> Pattern.compile(pattern.pattern(), Pattern.MULTILINE))
                .toList();
    }

    /** What is a secret now, most of it told and some of it learned, as expressions; a console may break a line anywhere in it. */
    List<Pattern> expressions() {
        synchronized (known) {
            List<Pattern> all = new ArrayList<>(lines);
            known.secrets.values().forEach(secret -> all.add(secret.broken()));
            return all;
        }
    }

    /** The same secrets for another console, whose lines do not go on from this one's. */
    public Masker beside() {
        return new Masker(known, patterns, lines);
    }

    private Masker(Known known, List<Pattern> patterns, List<Pattern> lines) {
        this.known = known;
        this.patterns = patterns;
        this.lines = lines;
    }

    /** A masker without secrets. */
    public static Masker none() {
        return new Masker(Map.of(), List.of());
    }

    /** One more secret, of {@link #SHORTEST} signs or more: masked from here on. */
    public void add(String name, String value) {
        synchronized (known) {
            known.secrets.put(value, Secret.of(value, "[secret " + name + "]"));
        }
    }

    /** Whether there is anything to mask, as far as is known yet. */
    public boolean isIdle() {
        synchronized (known) {
            return known.secrets.isEmpty();
        }
    }

    /** A command with a secret is about to be typed: of an echo of this beginning, the rest is masked, whatever became of it. */
    public void typing(String lead) {
        synchronized (known) {
            if (lead.strip().length() >= SHORTEST && !known.leads.contains(lead)) {
                known.leads.add(lead);
            }
        }
    }

    /** The next line of the console, masked. */
    public String line(String line) {
        synchronized (known) {
            learn(line);
            StringBuilder text = new StringBuilder(line);
            for (Secret secret : known.secrets.values()) {
                wrapped(text, line, secret);
            }
            before = line;
            return echoes(text(text.toString()));
        }
    }

    /** What a line has begun with that has not ended yet, masked. */
    public String begun(String line) {
        synchronized (known) {
            String told = before;
            String masked = line(line);
            before = told;
            return masked;
        }
    }

    /** Any other text, masked. */
    public String text(String text) {
        synchronized (known) {
            String masked = text;
            for (Secret secret : known.secrets.values()) {
                if (secret.value().length() > 0) {
                    masked = fragments(masked.replace(secret.value(), secret.mask()), secret);
                }
            }
            return masked;
        }
    }

    /** A failure, its message masked. */
    public Failure failure(Failure failure) {
        return isIdle() ? failure : new Failure(failure.kind(), text(failure.message()));
    }

    private void learn(String line) {
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(line);
            while (matcher.find() && known.learned < MOST_LEARNED) {
                String value = matcher.group().strip();
                if (value.length() >= SHORTEST && !known.secrets.containsKey(value)) {
                    known.secrets.put(value, Secret.of(value, "[secret]"));
                    known.learned++;
                }
            }
        }
    }

    /** A secret that goes on from the line before, or that may go on in the next one. */
    private void wrapped(StringBuilder text, String line, Secret secret) {
        String value = secret.value();
        for (int cut = value.length() - 1; cut > 0; cut--) {
            if (before.endsWith(value.substring(0, cut)) && line.startsWith(value.substring(cut))) {
                text.replace(0, value.length() - cut, secret.mask());
                break;
            }
        }
        for (int cut = value.length() - 1; cut >= BEGUN; cut--) {
            if (line.endsWith(value.substring(0, cut))) {
                text.replace(Math.max(0, text.length() - cut), text.length(), secret.mask());
                break;
            }
        }
    }

    private String echoes(String line) {
        String masked = line;
        for (String lead : known.leads) {
            int at = masked.indexOf(lead);
            if (at >= 0 && at + lead.length() < masked.length()) {
                masked = masked.substring(0, at + lead.length()) + "[secret]";
            }
        }
        return masked;
    }

    /** Words that have so much of a secret in them that they are most likely one that was damaged. */
    private static String fragments(String text, Secret secret) {
        String value = secret.value();
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (int at = 0; at + secret.fragment() <= text.length(); at++) {
            if (!value.contains(text.substring(at, at + secret.fragment()))) {
                continue;
            }
            int from = at;
            while (from > done && at - from < value.length() && !isBetweenWords(text.charAt(from - 1))) {
                from--;
            }
            int to = at + secret.fragment();
            while (to < text.length() && to - at < 2 * value.length() && !isBetweenWords(text.charAt(to))) {
                to++;
            }
            out.append(text, done, from).append(secret.mask());
            done = to;
            at = to - 1;
        }
        return done == 0 ? text : out.append(text, done, text.length()).toString();
    }

    private static boolean isBetweenWords(char sign) {
        return sign == ' ' || sign == '=' || sign == ';' || sign == '\'' || sign == '"' || sign == ':';
    }
}
