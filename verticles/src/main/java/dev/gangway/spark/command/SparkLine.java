package dev.gangway.spark.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A verb with its words, which are what it wants.
 *
 * @param words behind the verb
 * @param fast whether chunks of firmware go without waiting for the answer to each
 * @param patience how long a Core may take to connect
 */
record SparkLine(SparkVerb verb, List<String> words, boolean fast, Duration patience) {
    /** What a Core can begin anew into, as a word and as its firmware knows it. */
    private static final Map<String, String> BEGINNINGS =
            Map.of("dfu", "dfu", "reboot", "reboot", "safe-mode", "safe mode");

    private static final String FAST = "--fast";
    private static final List<String> WAIT = List.of("-w", "--wait");

    /** A Core that finds no cloud for long tries again every 128 s (the dossier's section 10). */
    private static final Duration ONE = Duration.ofSeconds(130);

    /** How long a person waits for a list. */
    private static final Duration ALL = Duration.ofSeconds(20);

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static SparkLine parse(List<String> words) {
        boolean fast = false;
        @Nullable Duration patience = null;
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals(FAST)) {
                fast = true;
            } else if (WAIT.contains(word)) {
                i++;
                patience = seconds(word, i < words.size() ? words.get(i) : "");
            } else if (word.startsWith("-") && rest.isEmpty()) {
                throw new IllegalArgumentException("spark has no option " + word);
            } else {
                rest.add(word);
            }
        }
        String named = rest.isEmpty() ? "" : rest.get(0);
        SparkVerb verb = SparkVerb.of(named)
                .orElseThrow(() -> new IllegalArgumentException(
                        "spark knows no verb \"" + named + "\"; there are " + String.join(", ", SparkVerb.names())));
        if (fast && verb != SparkVerb.FLASH) {
            throw new IllegalArgumentException(FAST + " goes with flash only");
        }
        Duration usual = verb == SparkVerb.LIST ? ALL : ONE;
        SparkLine line = new SparkLine(
                verb, List.copyOf(rest.subList(1, rest.size())), fast, patience == null ? usual : patience);
        line.check();
        return line;
    }

    private static Duration seconds(String option, String text) {
        if (!text.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(option + " takes a number of seconds, up to 9999");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private void check() {
        if (!verb.takes(words.size())) {
            throw new IllegalArgumentException(
                    "spark " + verb.word() + " does not go with " + words.size() + " words: see gangway spark --help");
        }
        switch (verb) {
            case WRITE -> address();
            case SIGNAL -> {
                if (!List.of("on", "off").contains(words.get(0))) {
                    throw new IllegalArgumentException("spark signal is on or off, not " + words.get(0));
                }
            }
            case RESET -> {
                if (!BEGINNINGS.containsKey(words.get(0))) {
                    throw new IllegalArgumentException("spark reset is dfu, reboot or safe-mode, not " + words.get(0));
                }
            }
            default -> {}
        }
    }

    String word(int index) {
        return words.get(index);
    }

    /** The address of a file, its first word. */
    long address() {
        String text = words.get(0);
        if (text.matches("0[xX][0-9a-fA-F]{1,8}")) {
            return Long.parseLong(text.substring(2), 16);
        }
        if (text.matches("[0-9]{1,10}")) {
            return Long.parseLong(text);
        }
        throw new IllegalArgumentException("\"" + text + "\" is no address such as 0x80000");
    }

    /** As what the Core begins anew. */
    String beginning() {
        return BEGINNINGS.getOrDefault(words.get(0), "");
    }
}
