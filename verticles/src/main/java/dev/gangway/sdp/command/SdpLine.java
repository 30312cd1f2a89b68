package dev.gangway.sdp.command;

import java.util.List;

/**
 * A verb with its words, which are what it wants.
 *
 * @param words behind the verb
 */
record SdpLine(SdpVerb verb, List<String> words) {
    private static final long MOST = 0xffff_ffffL;

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static SdpLine parse(List<String> words) {
        SdpVerb verb = SdpVerb.of(words.get(0))
                .orElseThrow(() -> new IllegalArgumentException(
                        "sdp knows no verb \"" + words.get(0) + "\"; there are " + String.join(", ", SdpVerb.names())));
        List<String> rest = List.copyOf(words.subList(1, words.size()));
        if (rest.size() != verb.arguments().length()) {
            throw new IllegalArgumentException(
                    "sdp " + verb.word() + " takes " + verb.arguments().length() + " words, not " + rest.size());
        }
        SdpLine line = new SdpLine(verb, rest);
        for (int i = 0; i < rest.size(); i++) {
            if (verb.arguments().charAt(i) == 'n') {
                line.number(i);
            }
        }
        return line;
    }

    long number(int index) {
        String text = words.get(index);
        boolean hex = text.matches("0[xX][0-9a-fA-F]{1,8}");
        if (!hex && !text.matches("[0-9]{1,10}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no number such as 0x877ff400 or 4096");
        }
        long number = hex ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
        if (number > MOST) {
            throw new IllegalArgumentException(text + " has more than 32 bits");
        }
        return number;
    }

    String word(int index) {
        return words.get(index);
    }
}
