package dev.gangway.fel.step;

import dev.gangway.recipe.Template;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which images lie where in the board's memory. A script that names the place or the size of one may put it on a medium;
 * nobody can tell what a script does, so it counts as if it did. A command that names none and uses a number which the script
 * does not say may mean any of them, and counts for all.
 */
final class Uploads {
    /** {@code ${name}} or {@code $name}, with what it is glued to. */
    private static final Pattern VARIABLE =
            Pattern.compile("([0-9a-zA-Z_}]?)\\$(?:\\{([^}\\s]*)}|([0-9a-zA-Z_]+))([0-9a-zA-Z_$]?)");

    private static final Pattern COMMAND_END = Pattern.compile("[;\\n]|&&|\\|\\|");

    /** A variable that a line sets by any of U-Boot's commands for that. */
    private static final Pattern SET =
            Pattern.compile("\\b(?:setenv|env set|setexpr(?:\\.\\w+)?|for|askenv|env ask)\\s+([0-9a-zA-Z_]+)");

    /** One that is set to a word which is all of its value. */
    private static final Pattern SET_TO_A_WORD =
            Pattern.compile("\\b(?:setenv|env set)\\s+([0-9a-zA-Z_]+)\\s+[^\\s;$'\"]+[ \\t]*(?=[;\\n'\"]|$)");

    private final Map<Long, String> images = new LinkedHashMap<>();

    /** From now on this image lies here. */
    void at(long address, String image) {
        images.put(address, image);
    }

    /**
     * The images that a script handles.
     *
     * @param templates its lines as the recipe has them
     * @param text what they became
     */
    Set<String> handledBy(List<String> templates, String text) {
        Set<String> handled = new LinkedHashSet<>();
        for (String template : templates) {
            for (String name : Template.names(template)) {
                if (name.startsWith(Template.SIZE)) {
                    handled.add(name.substring(Template.SIZE.length()));
                }
            }
        }
        String lower = text.toLowerCase(Locale.ROOT);
        boolean any = hidesNumbers(String.join("\n", templates));
        images.forEach((address, image) -> {
            if (any || names(lower, address)) {
                handled.add(image);
            }
        });
        return handled;
    }

    /**
     * Whether a command that names no image uses a variable that may hold an address which stands nowhere in the script: one that
     * the script does not set, works out, or puts together of parts.
     */
    private boolean hidesNumbers(String script) {
        Map<String, Integer> sets = counted(SET, script);
        Map<String, Integer> plain = counted(SET_TO_A_WORD, script);
        return COMMAND_END
                .splitAsStream(script)
                .filter(command -> !namesAnImage(command))
                .flatMap(command -> VARIABLE.matcher(command).results())
                .anyMatch(use -> {
                    String name = use.group(2) != null ? use.group(2) : use.group(3);
                    boolean glued = !use.group(1).isEmpty() || !use.group(4).isEmpty();
                    return glued || !plain.containsKey(name) || !plain.get(name).equals(sets.get(name));
                });
    }

    private boolean namesAnImage(String command) {
        return Template.names(command).stream().anyMatch(name -> name.startsWith(Template.SIZE))
                || images.keySet().stream().anyMatch(address -> names(command.toLowerCase(Locale.ROOT), address));
    }

    private static Map<String, Integer> counted(Pattern pattern, String text) {
        Map<String, Integer> counted = new LinkedHashMap<>();
        pattern.matcher(text).results().forEach(found -> counted.merge(found.group(1), 1, Integer::sum));
        return counted;
    }

    /** U-Boot reads numbers as hex, with 0x or without. */
    private static boolean names(String text, long address) {
        return Pattern.compile("(?<![0-9a-z_])(0x)?0*" + Long.toHexString(address) + "(?![0-9a-z_])")
                .matcher(text)
                .find();
    }
}
