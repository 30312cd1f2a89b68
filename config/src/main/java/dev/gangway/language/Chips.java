package dev.gangway.language;

import dev.gangway.model.BootMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A family of chips that all look alike on the bus: a recipe for them has to name those that it serves, and the board's own
 * answer decides.
 *
 * @param mode the boot mode in which they answer
 * @param family what people call them: {@code Allwinner}
 * @param alike in what they are alike: {@code has the same USB id}
 * @param ids the id that a chip reports, by the name that recipes use, in the order in which they are offered
 * @param example the chip whose id is shown as an example
 */
public record Chips(BootMode mode, String family, String alike, Map<String, Integer> ids, String example) {
    /** Copies the map and checks that the example is in it. */
    public Chips {
        ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
        if (!ids.containsKey(example)) {
            throw new IllegalArgumentException(example + " is none of the chips");
        }
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
