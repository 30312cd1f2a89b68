package dev.gangway.station.lab;

import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.model.Serial;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.demo.SerialLabels;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is on the labels of the lab's boards. One thread. */
public final class LabSerials {
    private final boolean oneProduct;
    private final Function<List<String>, String> made;

    private LabSerials(boolean oneProduct, Function<List<String>, String> made) {
        this.oneProduct = oneProduct;
        this.made = made;
    }

    /** Serials of a form with one number where one is given, else such as the recipes' rules want, no two alike. */
    public static LabSerials of(@Nullable String form, List<Recipe> recipes) {
        if (form != null || recipes.size() == 1) {
            String counted = form == null ? "CP-%05d" : form;
            int[] next = {1};
            return new LabSerials(true, served -> String.format(Locale.ROOT, counted, next[0]++));
        }
        DispatchSettings.Prefixes prefixes = new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-");
        Map<String, SerialLabels> labels = recipes.stream()
                .collect(Collectors.toMap(Recipe::name, recipe -> new SerialLabels(recipe, prefixes, 1)));
        Set<Serial> given = new HashSet<>();
        return new LabSerials(false, served -> fresh(Objects.requireNonNull(labels.get(served.get(0))), given));
    }

    private static String fresh(SerialLabels labels, Set<Serial> given) {
        SerialLabels.Label label = labels.next().orElseThrow();
        return given.add(label.serial()) ? label.scanned() : fresh(labels, given);
    }

    /** Whether any of them is for any board. */
    boolean isForOneProduct() {
        return oneProduct;
    }

    /** The next one for a board that these recipes serve. */
    public String next(List<String> recipes) {
        return made.apply(recipes);
    }
}
