package dev.gangway.port;

import dev.gangway.model.BootMode;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a port's machine knows from the start and for good.
 *
 * @param quarantineAfter how many different boards in a row may fail before the port is quarantined; 0 = never
 * @param asked the boot modes in which a board can be asked who it is, so that a recipe can be chosen
 * @param behind the names of the recipes whose boards may be behind what is seen in a boot mode, in order; on a line, where
 *     nobody is asked before a job, all of them may be meant
 */
public record PortRules(int quarantineAfter, Set<BootMode> asked, Map<BootMode, List<String>> behind) {
    /** Copies the collections. */
    public PortRules {
        asked = Set.copyOf(asked);
        behind = Map.copyOf(behind);
    }

    /** The rules that follow from what the station speaks and what may run on this port. */
    public static PortRules of(int quarantineAfter, Protocols protocols, RecipeBook recipes) {
        Map<BootMode, List<String>> behind = new EnumMap<>(BootMode.class);
        Set<BootMode> asked = protocols.asked(
                recipes.all().stream().map(recipe -> recipe.serves().mode()).collect(Collectors.toSet()));
        for (BootMode seen : asked) {
            behind.put(
                    seen,
                    recipes.all().stream()
                            .filter(recipe ->
                                    protocols.mayAnswer(recipe.serves().mode(), seen))
                            .map(Recipe::name)
                            .toList());
        }
        return new PortRules(quarantineAfter, asked, behind);
    }

    /** The recipes that may run on a line that is seen in this mode. */
    List<String> onLine(BootMode seen) {
        return behind.getOrDefault(seen, List.of());
    }
}
