package dev.gangway.language;

import dev.gangway.model.BootMode;
import dev.gangway.yaml.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A family of chips that all look alike on the bus: a recipe for them has to name those that it serves, and the board's own
 * answer decides.
 *
 * @param mode the boot mode in which they answer
 * @param family what people call them: {@code Allwinner}
 * @param alike in what they are alike: {@code has the same USB id}
 * @param ids the id that a chip reports, by the name that recipes use, in the order in which they are offered
 * @param example the chip whose id is shown as an example
 * @param others how a chip is written that has no name here; null when there are no others
 */
public record Chips(
        BootMode mode,
        String family,
        String alike,
        Map<String, Integer> ids,
        String example,
        @Nullable Spelling others) {
    /**
     * How chips are written by their id, in the family's own form.
     *
     * @param expected what such a text is, in words
     * @param pattern what it matches; such a chip's name is the text itself, unless its id has a name
     * @param id what a text that matches stands for
     */
    public record Spelling(String expected, String pattern, ToIntFunction<String> id) {
        /** By their USB id, vendor before product: one spelling for all families whose boards are told apart so. */
        public static final Spelling USB_ID = new Spelling(
                "a USB id such as 1d50:607f",
                "[0-9a-f]{4}:[0-9a-f]{4}",
                text -> Integer.parseUnsignedInt(text.replace(":", ""), 16));

        /** What it looks like in a file. */
        public Shape.Text shape() {
            return new Shape.Text(expected, pattern);
        }
    }

    /** Copies the map and checks that the example is in it. */
    public Chips {
        ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
        if (!ids.containsKey(example)) {
            throw new IllegalArgumentException(example + " is none of the chips");
        }
    }

    /** A family whose chips all have a name. */
    public Chips(BootMode mode, String family, String alike, Map<String, Integer> ids, String example) {
        this(mode, family, alike, ids, example, null);
    }

    /** The name of the chip that is written so: a name, or the family's own form of an id. */
    Optional<String> named(String text) {
        if (ids.containsKey(text)) {
            return Optional.of(text);
        }
        if (others == null || !text.matches(others.pattern())) {
            return Optional.empty();
        }
        int id = others.id().applyAsInt(text);
        return Optional.of(ids.entrySet().stream()
                .filter(chip -> chip.getValue() == id)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(text));
    }

    /** Why a recipe has to name chips of this family, as the end of a problem's message. */
    public String missing() {
        return "in " + mode.code().toUpperCase(Locale.ROOT) + " mode every " + family + " chip " + alike;
    }

    /** When a recipe has to name chips of this family, as a sentence for the person who edits. */
    public String needed() {
        return "Needed for mode " + mode.code() + ", where every chip " + alike + ".";
    }

    /** The example's id as people write it. */
    public String exampleId() {
        return String.format("0x%04x", ids.get(example));
    }
}
