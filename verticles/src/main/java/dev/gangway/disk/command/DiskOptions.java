package dev.gangway.disk.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A line of {@code gangway disk}.
 *
 * @param verb what is to be done
 * @param file what goes to the disk, or comes from it; empty where neither does
 * @param at the first byte on the disk
 * @param length how many bytes are read; empty = to the end
 * @param unit which of the board's disks; empty = the first with a medium
 */
record DiskOptions(Verb verb, String file, long at, OptionalLong length, Optional<Integer> unit) {
    enum Verb {
        INFO,
        WRITE,
        READ,
        VERIFY,
        EJECT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean hasFile() {
            return this == WRITE || this == READ || this == VERIFY;
        }
    }

    static final List<String> WORDS = List.of("info", "write", "read", "verify", "eject", "--at", "--length", "--lun");

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong and what is possible
     */
    static DiskOptions parse(List<String> words) {
        Deque<String> rest = new ArrayDeque<>(words);
        Optional<Verb> verb = Optional.empty();
        String file = "";
        long at = 0;
        OptionalLong length = OptionalLong.empty();
        Optional<Integer> unit = Optional.empty();
        while (!rest.isEmpty()) {
            String word = rest.remove();
            switch (word) {
                case "--at" -> at = number(word, rest);
                case "--length" -> length = OptionalLong.of(number(word, rest));
                case "--lun" -> {
                    long number = number(word, rest);
                    if (number > 15) {
                        throw new IllegalArgumentException("--lun: 0 to 15 is possible");
                    }
                    unit = Optional.of((int) number);
                }
                default -> {
                    if (verb.isEmpty()) {
                        verb = Optional.of(verb(word));
                    } else if (verb.get().hasFile() && file.isEmpty() && !word.startsWith("--")) {
                        file = word;
                    } else {
                        throw new IllegalArgumentException("disk " + verb.get().word() + ": \"" + word
                                + "\" means nothing; see gangway disk --help");
                    }
                }
            }
        }
        Verb said = verb.orElseThrow(
                () -> new IllegalArgumentException("say what to do: info, write, read, verify or eject"));
        if (said.hasFile() && file.isEmpty()) {
            throw new IllegalArgumentException("disk " + said.word() + " needs a file");
        }
        if (length.isPresent() && said != Verb.READ) {
            throw new IllegalArgumentException("--length is for disk read: a file has its own");
        }
        return new DiskOptions(said, file, at, length, unit);
    }

    private static Verb verb(String word) {
        for (Verb verb : Verb.values()) {
            if (verb.word().equals(word)) {
                return verb;
            }
        }
        throw new IllegalArgumentException(
                "disk has no verb \"" + word + "\"; there are info, write, read, verify, eject");
    }

    private static long number(String option, Deque<String> rest) {
        String text = rest.isEmpty() ? "" : rest.remove();
        try {
            long number = Long.decode(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The refusal below says what was written.
        }
        throw new IllegalArgumentException(option + ": \"" + text + "\" is no number of bytes, as 8192 and 0x2000 are");
    }
}
