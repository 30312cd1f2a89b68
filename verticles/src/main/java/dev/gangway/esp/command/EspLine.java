package dev.gangway.esp.command;

import dev.gangway.esp.EspDevice;
import dev.gangway.esp.FlashWords;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A verb with its words and options.
 *
 * @param words behind the verb, which are what it wants
 * @param baud bits a second
 * @param flash how the flash is to be used
 */
record EspLine(EspVerb verb, List<String> words, int baud, FlashWords flash) {
    private static final long MOST = 0xffff_ffffL;
    private static final int MOST_BAUD = 4_000_000;

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static EspLine parse(List<String> all) {
        Deque<String> left = new ArrayDeque<>(all);
        List<String> words = new ArrayList<>();
        int baud = EspDevice.FIRST_BAUD;
        String mode = FlashWords.KEEP;
        String frequency = FlashWords.KEEP;
        String size = FlashWords.KEEP;
        while (!left.isEmpty()) {
            String word = left.remove();
            switch (word.replace('_', '-')) {
                case "-b", "--baud" -> baud = rate(value(word, left));
                case "-fm", "--flash-mode" -> mode = value(word, left);
                case "-ff", "--flash-freq" -> frequency = value(word, left);
                case "-fs", "--flash-size" -> size = value(word, left);
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException("esp knows no option \"" + word + "\"");
                    }
                    words.add(word);
                }
            }
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("esp needs a verb; there are " + String.join(", ", EspVerb.names()));
        }
        EspVerb verb = EspVerb.of(words.get(0))
                .orElseThrow(() -> new IllegalArgumentException(
                        "esp knows no verb \"" + words.get(0) + "\"; there are " + String.join(", ", EspVerb.names())));
        FlashWords flash = new FlashWords(mode, frequency, size);
        if (!flash.equals(FlashWords.UNCHANGED) && verb != EspVerb.WRITE_FLASH) {
            throw new IllegalArgumentException("flash mode, freq and size are for esp write-flash");
        }
        EspLine line = new EspLine(verb, List.copyOf(words.subList(1, words.size())), baud, flash);
        String kinds = verb.kinds(line.words.size())
                .orElseThrow(() -> new IllegalArgumentException("esp " + verb.word() + " takes " + verb.wants()));
        for (int i = 0; i < kinds.length(); i++) {
            if (kinds.charAt(i) == 'n') {
                line.number(i);
            }
        }
        return line;
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.remove();
    }

    private static int rate(String text) {
        if (!text.matches("[0-9]{4,7}") || Integer.parseInt(text) > MOST_BAUD) {
            throw new IllegalArgumentException("\"" + text + "\" is no rate such as 115200 or 921600");
        }
        return Integer.parseInt(text);
    }

    long number(int index) {
        String text = words.get(index);
        boolean hex = text.matches("0[xX][0-9a-fA-F]{1,8}");
        if (!hex && !text.matches("[0-9]{1,10}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no number such as 0x10000 or 4096");
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
