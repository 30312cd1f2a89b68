package dev.gangway.rockchip.command;

import java.util.List;
import java.util.Map;

/**
 * One line of rkdeveloptool's words.
 *
 * @param verb what is to be done
 * @param arguments what stands behind it
 */
record RockchipWords(String verb, List<String> arguments) {
    private static final String SECTOR = "SECTOR";

    /** What stands behind each verb; a form in brackets may be left out. */
    private static final Map<String, List<String>> FORMS = Map.ofEntries(
            Map.entry("ld", List.of()),
            Map.entry("td", List.of()),
            Map.entry("rid", List.of()),
            Map.entry("rfi", List.of()),
            Map.entry("rci", List.of()),
            Map.entry("rcb", List.of()),
            Map.entry("ef", List.of()),
            Map.entry("db", List.of("LOADER")),
            Map.entry("wl", List.of(SECTOR, "FILE")),
            Map.entry("rl", List.of(SECTOR, "SECTORS", "FILE")),
            Map.entry("rd", List.of("[0|3]")));

    /** All verbs, in the order of the help. */
    static final List<String> VERBS = List.of("ld", "db", "wl", "rl", "ef", "td", "rid", "rfi", "rci", "rcb", "rd");

    RockchipWords {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong and what is possible
     */
    static RockchipWords parse(List<String> words) {
        List<String> form = words.isEmpty() ? null : FORMS.get(words.get(0));
        if (form == null) {
            throw new IllegalArgumentException(
                    "rockchip has no verb \"" + String.join(" ", words) + "\"; there are " + String.join(", ", VERBS));
        }
        RockchipWords line = new RockchipWords(words.get(0), words.subList(1, words.size()));
        boolean complete = line.arguments.size() == form.size()
                || (line.arguments.isEmpty() && form.stream().allMatch(each -> each.startsWith("[")));
        if (!complete) {
            throw new IllegalArgumentException("it is written: rockchip " + line.verb + " " + String.join(" ", form));
        }
        for (int i = 0; i < line.arguments.size(); i++) {
            if (form.get(i).startsWith(SECTOR)) {
                number(line.arguments.get(i));
            }
        }
        if (line.verb.equals("rd")
                && !line.arguments.isEmpty()
                && !List.of("0", "3").contains(line.arguments.get(0))) {
            throw new IllegalArgumentException("rd takes 0 for a start from the medium, or 3 for one in the boot ROM");
        }
        return line;
    }

    /** The argument of this place as a number, which C's rules allow in hex too. */
    long number(int place) {
        return number(arguments.get(place));
    }

    private static long number(String text) {
        try {
            long value = Long.decode(text);
            if (value >= 0 && value <= 0xffff_ffffL) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("\"" + text + "\" is no number of sectors, as 64 or 0x4000 are");
    }
}
