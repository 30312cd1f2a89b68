package dev.gangway.recipe;

import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The recipes of this station, in the order in which they are asked. Immutable. */
public final class RecipeBook {
    private final Map<String, Recipe> byName = new LinkedHashMap<>();

    /** Takes recipes in the order of the station's configuration. */
    public RecipeBook(Collection<Recipe> recipes) {
        recipes.forEach(recipe -> byName.put(recipe.name(), recipe));
    }

    /** The recipe of this name. */
    public Optional<Recipe> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All recipes, in order. */
    public List<Recipe> all() {
        return List.copyOf(byName.values());
    }

    /** The modes from which they start, in order, each once. */
    public List<BootMode> startModes() {
        return byName.values().stream()
                .map(recipe -> recipe.serves().mode())
                .distinct()
                .toList();
    }

    /** The recipes that serve this board, by its own answer: mode, chip id and, where the recipe says so, board id. */
    public List<Recipe> fitting(BoardIdentity board) {
        return byName.values().stream().filter(recipe -> serves(recipe, board)).toList();
    }

    /** Whether this recipe serves this board, as in {@link #fitting}. */
    public static boolean serves(Recipe recipe, BoardIdentity board) {
        Recipe.Serves serves = recipe.serves();
        if (serves.mode() != board.mode() || !serves.servesChip(board.chip())) {
            return false;
        }
        BoardId id = board.boardId();
        return serves.boardIds().isEmpty() || (id != null && id.value().matches(serves.boardIds()));
    }
}
