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
 * nobody can tell what a script does, so it counts as if it did.
 */
final class Uploads {
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
        images.forEach((address, image) -> {
            if (names(lower, address)) {
                handled.add(image);
            }
        });
        return handled;
    }

    /** U-Boot reads numbers as hex, with 0x or without. */
    private static boolean names(String text, long address) {
        return Pattern.compile("(?<![0-9a-z_])(0x)?0*" + Long.toHexString(address) + "(?![0-9a-z_])")
                .matcher(text)
                .find();
    }
}
