package dev.gangway.disk.command;

import dev.gangway.disk.uf2.Uf2Content;
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
 * @param map the file's block map, where only what it names goes
 * @param at the first byte on the disk
 * @param length how many bytes are read; empty = to the end
 * @param unit which of the board's disks; empty = the first with a medium
 * @param by how the blocks of a UF2 file go
 * @param family whose blocks of a UF2 file; empty = the board's
 */
record DiskOptions(
        Verb verb,
        String file,
        Optional<String> map,
        long at,
        OptionalLong length,
        Optional<Integer> unit,
        Uf2Content.By by,
        Optional<Long> family) {
    enum Verb {
        INFO,
        WRITE,
        READ,
        VERIFY,
        UF2,
        PICOBOOT,
        EJECT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean hasFile() {
            return this != INFO && this != EJECT;
        }
    }

    static final List<String> WORDS = List.of(
            "info",
            "write",
            "read",
            "verify",
            "uf2",
            "picoboot",
            "eject",
            "--bmap",
            "--at",
            "--length",
            "--lun",
            "--by",
            "--family");

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong and what is possible
     */
    static DiskOptions parse(List<String> words) {
        Deque<String> rest = new ArrayDeque<>(words);
        Optional<Verb> verb = Optional.empty();
        String file = "";
        Optional<String> map = Optional.empty();
        long at = 0;
        OptionalLong length = OptionalLong.empty();
        Optional<Integer> unit = Optional.empty();
        Optional<Uf2Content.By> by = Optional.empty();
        Optional<Long> family = Optional.empty();
        while (!rest.isEmpty()) {
            String word = rest.remove();
            switch (word) {
                case "--bmap" -> {
                    if (rest.isEmpty()) {
                        throw new IllegalArgumentException("--bmap needs a file");
                    }
                    map = Optional.of(rest.remove());
                }
                case "--at" -> at = number(word, rest);
                case "--length" -> length = OptionalLong.of(number(word, rest));
                case "--by" -> by = Optional.of(by(rest));
                case "--family" -> family = Optional.of(family(rest));
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
        Verb said = verb.orElseThrow(() ->
                new IllegalArgumentException("say what to do: info, write, read, verify, uf2, picoboot or eject"));
        if (said.hasFile() && file.isEmpty()) {
            throw new IllegalArgumentException("disk " + said.word() + " needs a file");
        }
        if (length.isPresent() && said != Verb.READ) {
            throw new IllegalArgumentException("--length is for disk read: a file has its own");
        }
        if (map.isPresent() && said != Verb.WRITE && said != Verb.VERIFY) {
            throw new IllegalArgumentException("--bmap is for disk write and disk verify");
        }
        if (by.isPresent() && said != Verb.UF2) {
            throw new IllegalArgumentException("--by is for disk uf2");
        }
        boolean blocks = said == Verb.UF2 || said == Verb.PICOBOOT;
        if (family.isPresent() && !blocks) {
            throw new IllegalArgumentException("--family is for disk uf2 and disk picoboot");
        }
        if (at != 0 && blocks) {
            throw new IllegalArgumentException(
                    "--at is not for disk " + said.word() + ": its blocks say themselves where they belong");
        }
        return new DiskOptions(said, file, map, at, length, unit, by.orElse(Uf2Content.By.DRIVE), family);
    }

    private static Verb verb(String word) {
        for (Verb verb : Verb.values()) {
            if (verb.word().equals(word)) {
                return verb;
            }
        }
        throw new IllegalArgumentException(
                "disk has no verb \"" + word + "\"; there are info, write, read, verify, uf2, picoboot, eject");
    }

    private static Uf2Content.By by(Deque<String> rest) {
        String text = rest.isEmpty() ? "" : rest.remove();
        return switch (text) {
            case "drive" -> Uf2Content.By.DRIVE;
            case "file" -> Uf2Content.By.FILE;
            default -> throw new IllegalArgumentException("--by: drive or file is possible, not \"" + text + "\"");
        };
    }

    private static long family(Deque<String> rest) {
        String text = rest.isEmpty() ? "" : rest.remove();
        if (!text.matches("(0x)?[0-9a-fA-F]{8}")) {
            throw new IllegalArgumentException(
                    "--family: \"" + text + "\" is no UF2 family, eight digits of hex such as e48bff56");
        }
        return Long.parseLong(text.substring(text.length() - 8), 16);
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
