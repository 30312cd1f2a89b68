package dev.gangway.fastboot.command;

import dev.gangway.fastboot.PartitionFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A line of verbs in its parts, before anything is sent.
 *
 * @param calls what is to be done, in order
 */
record FastbootWords(List<Call> calls) {
    /** Names one slot for the verbs behind it, as the reference tool's option does. */
    static final String SLOT = "--slot";

    private static final String SLOT_VALUE = "[a-z]|other|all";
    private static final String FORMAT = "format";

    /** Verbs that take the rest of the line. */
    private static final Set<String> GREEDY = Set.of("oem", "ucmd", "acmd");

    /** What each verb needs behind it. */
    private static final Map<String, List<String>> NEEDED = new LinkedHashMap<>();

    static {
        NEEDED.put("getvar", List.of("NAME"));
        NEEDED.put("flash", List.of("PARTITION", "FILE"));
        NEEDED.put("erase", List.of("PARTITION"));
        NEEDED.put(FORMAT, List.of("PARTITION"));
        NEEDED.put("boot", List.of("FILE"));
        NEEDED.put("set_active", List.of("SLOT"));
        NEEDED.put("fetch", List.of("PARTITION", "FILE"));
        NEEDED.put("stage", List.of("FILE"));
        NEEDED.put("get_staged", List.of("FILE"));
        NEEDED.put("create-logical-partition", List.of("PARTITION", "SIZE"));
        NEEDED.put("resize-logical-partition", List.of("PARTITION", "SIZE"));
        NEEDED.put("delete-logical-partition", List.of("PARTITION"));
        NEEDED.put("flashing", List.of("WORD"));
        NEEDED.put("snapshot-update", List.of("WORD"));
        NEEDED.put("continue", List.of());
        NEEDED.put("reboot", List.of());
        NEEDED.put("reboot-bootloader", List.of());
        NEEDED.put("reboot-fastboot", List.of());
        NEEDED.put("reboot-recovery", List.of());
        GREEDY.stream().sorted().forEach(verb -> NEEDED.put(verb, List.of("COMMAND")));
    }

    /** All verbs. */
    static final List<String> VERBS = List.copyOf(NEEDED.keySet());

    private static final Set<List<String>> NAMES = Set.of(List.of("NAME"), List.of("PARTITION"));

    private static final Set<String> REBOOTED_INTO = Set.of("bootloader", "fastboot", "recovery");

    /**
     * One verb.
     *
     * @param words what stands behind it
     * @param slot what {@code --slot} named before it
     */
    record Call(String verb, List<String> words, Optional<String> slot) {
        String word(int index) {
            return words.get(index);
        }
    }

    /**
     * Takes a line apart.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static FastbootWords of(List<String> line) {
        if (line.isEmpty()) {
            throw new IllegalArgumentException("no verb: use one of " + String.join(", ", VERBS));
        }
        List<Call> calls = new ArrayList<>();
        Optional<String> slot = Optional.empty();
        Deque<String> rest = new ArrayDeque<>(line);
        while (!rest.isEmpty()) {
            String verb = rest.remove();
            if (verb.equals(SLOT) || verb.startsWith(SLOT + "=")) {
                slot = Optional.of(slot(verb, rest));
            } else {
                calls.add(call(verb, rest, slot));
            }
        }
        if (calls.isEmpty()) {
            throw new IllegalArgumentException(SLOT + " needs a verb behind it");
        }
        return new FastbootWords(calls);
    }

    private static String slot(String option, Deque<String> rest) {
        String value = option.equals(SLOT) ? rest.poll() : option.substring(SLOT.length() + 1);
        if (value == null || !value.matches(SLOT_VALUE)) {
            throw new IllegalArgumentException(SLOT + " needs a slot's letter, other or all");
        }
        return value;
    }

    private static Call call(String verb, Deque<String> rest, Optional<String> slot) {
        List<String> needed = NEEDED.get(verb);
        if (needed == null) {
            if (verb.startsWith(FORMAT + ":")) {
                return format(verb.substring(FORMAT.length() + 1), rest, slot);
            }
            throw new IllegalArgumentException("unknown verb \"" + verb + "\": use one of " + String.join(", ", VERBS));
        }
        if (GREEDY.contains(verb)) {
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(verb + " needs a command");
            }
            List<String> words = List.copyOf(rest);
            rest.clear();
            return new Call(verb, words, slot);
        }
        if (verb.equals("reboot") && !rest.isEmpty() && REBOOTED_INTO.contains(rest.peek())) {
            return new Call("reboot-" + rest.remove(), List.of(), slot);
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < needed.size(); i++) {
            String word = rest.poll();
            if (word == null) {
                throw new IllegalArgumentException(
                        verb + " needs " + (NAMES.contains(needed) ? "a name" : String.join(" ", needed)));
            }
            words.add(word);
        }
        if (verb.equals("set_active") && !words.get(0).matches("[a-z]|other")) {
            throw new IllegalArgumentException("set_active needs a slot's letter, or other");
        }
        return new Call(verb, words, slot);
    }

    /** {@code format:KIND[:SIZE] PARTITION}, the size in hex as the reference tool has it; words are partition, kind, size. */
    private static Call format(String what, Deque<String> rest, Optional<String> slot) {
        String[] parts = what.split(":", -1);
        if (!parts[0].equals(PartitionFormat.EXT4)) {
            throw new IllegalArgumentException(
                    "only ext4 is made here: for another file system use erase PARTITION, then"
                            + " flash PARTITION with the image of an empty one");
        }
        String size = parts.length > 1 ? parts[1].replaceFirst("^0[xX]", "") : "";
        if (parts.length > 2 || (parts.length == 2 && !size.matches("[0-9a-fA-F]{1,15}"))) {
            throw new IllegalArgumentException("format:ext4:SIZE takes a size in hex, such as format:ext4:4000000");
        }
        List<String> words = new ArrayList<>(call(FORMAT, rest, slot).words());
        words.add(parts[0]);
        if (!size.isEmpty()) {
            words.add(size);
        }
        return new Call(FORMAT, words, slot);
    }
}
