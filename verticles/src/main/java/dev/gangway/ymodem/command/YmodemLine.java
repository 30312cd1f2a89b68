package dev.gangway.ymodem.command;

import dev.gangway.ymodem.YmodemBoard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A line of words.
 *
 * @param verb send, receive or list
 * @param flags as they are written
 * @param values of the options that have one
 * @param files what is left
 */
record YmodemLine(String verb, Set<String> flags, Map<String, String> values, List<String> files) {
    static final String SEND = "send";
    static final String RECEIVE = "receive";
    static final String LIST = "list";
    static final List<String> VERBS = List.of(SEND, RECEIVE, LIST);

    static final String BAUD = "--baud";
    static final String TOUCH = "--touch";
    static final String TYPE = "--type";
    static final String SAYS = "--says";

    private static final Set<String> WITH_VALUE = Set.of(BAUD, TOUCH, TYPE, SAYS);
    private static final Map<String, Set<String>> FLAGS =
            Map.of(SEND, Set.of("-k", "-X", "--unasked"), RECEIVE, Set.of("-X", "-c", "-g", "-y"), LIST, Set.of());
    private static final int FASTEST = 4_000_000;

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static YmodemLine parse(List<String> words) {
        String verb = words.get(0);
        Set<String> known = FLAGS.get(verb);
        if (known == null) {
            throw new IllegalArgumentException(
                    "ymodem knows no verb \"" + verb + "\"; there are " + String.join(", ", VERBS));
        }
        Set<String> flags = new LinkedHashSet<>();
        Map<String, String> values = new LinkedHashMap<>();
        List<String> files = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (WITH_VALUE.contains(word) && !verb.equals(LIST)) {
                if (i + 1 == words.size()) {
                    throw new IllegalArgumentException(word + " needs a value behind it");
                }
                i++;
                values.put(word, words.get(i));
            } else if (known.contains(word)) {
                flags.add(word);
            } else if (word.startsWith("-")) {
                throw new IllegalArgumentException("ymodem " + verb + " has no option " + word);
            } else {
                files.add(word);
            }
        }
        YmodemLine line = new YmodemLine(verb, flags, values, files);
        line.check();
        return line;
    }

    private void check() {
        rate(BAUD);
        rate(TOUCH);
        boolean one = flags.contains("-X");
        switch (verb) {
            case SEND -> {
                if (files.isEmpty() || (one && files.size() > 1)) {
                    throw new IllegalArgumentException(
                            one ? "XMODEM sends one FILE" : "ymodem send needs the FILEs that are to be sent");
                }
            }
            case RECEIVE -> {
                if (files.size() != (one ? 1 : 0)) {
                    throw new IllegalArgumentException(
                            one
                                    ? "XMODEM has no names: say the FILE that is to be written"
                                    : "the sender names the files: ymodem receive takes none, but with -X");
                }
                if (flags.contains("-g") && one) {
                    throw new IllegalArgumentException("-g is YMODEM-g: it does not go with -X");
                }
            }
            default -> {
                if (!files.isEmpty()) {
                    throw new IllegalArgumentException("ymodem list takes nothing");
                }
            }
        }
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    /** A rate, where one is given. */
    Optional<Integer> rate(String option) {
        String text = values.get(option);
        if (text == null) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) > FASTEST || Integer.parseInt(text) == 0) {
            throw new IllegalArgumentException(option + " takes a rate such as " + YmodemBoard.USUAL_RATE);
        }
        return Optional.of(Integer.parseInt(text));
    }

    /** What is typed; {@code \r} in it is Enter. */
    Optional<String> typed() {
        return Optional.ofNullable(values.get(TYPE)).map(text -> text.replace("\\r", "\r"));
    }

    Optional<String> says() {
        return Optional.ofNullable(values.get(SAYS));
    }
}
