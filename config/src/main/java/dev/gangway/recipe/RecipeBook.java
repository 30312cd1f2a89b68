package dev.gangway.recipe;

import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recipes of this station, in the order in which they are asked; and the one that a person chose, which then is the only one.
 * Any thread.
 */
public final class RecipeBook {
    private final Map<String, Recipe> byName = new LinkedHashMap<>();
    private final @Nullable Set<String> only;
    private final Choice choice;
    private final boolean sealed;

    /** What all views of one book see. */
    private static final class Choice {
        private volatile @Nullable Recipe chosen;
    }

    /** Takes recipes in the order of the station's configuration. */
    public RecipeBook(Collection<Recipe> recipes) {
        this(recipes, null, new Choice(), false);
    }

    private RecipeBook(Collection<Recipe> recipes, @Nullable Set<String> only, Choice choice, boolean sealed) {
        recipes.forEach(recipe -> byName.put(recipe.name(), recipe));
        this.sealed = sealed;
        this.only = only;
        this.choice = choice;
    }

    /** A view of this book where recipes of these names may run and no others; a choice of another one does not count there. */
    public RecipeBook only(Collection<String> names) {
        return new RecipeBook(
                byName.values().stream()
                        .filter(recipe -> names.contains(recipe.name()))
                        .toList(),
                Set.copyOf(names),
                choice,
                sealed);
    }

    /** A book of recipes that came in sealed packages, to which nothing else can be added. */
    public static RecipeBook sealed(Collection<Recipe> recipes) {
        return new RecipeBook(recipes, null, new Choice(), true);
    }

    /** Whether nothing but its own recipes, as they are, may ever run. */
    public boolean isSealed() {
        return sealed;
    }

    /**
     * Has only this one run from now on, in place of the station's own of that name too; null = as configured.
     *
     * @throws IllegalArgumentException when the book is sealed and has no such recipe
     */
    public void choose(@Nullable Recipe recipe) {
        if (sealed && recipe != null && !recipe.equals(byName.get(recipe.name()))) {
            throw new IllegalArgumentException("the recipe " + recipe.name() + " is not one of a sealed package");
        }
        choice.chosen = recipe;
    }

    /** The one that was chosen; empty where none is, or none that may run here. */
    public Optional<Recipe> chosen() {
        return Optional.ofNullable(choice.chosen).filter(recipe -> only == null || only.contains(recipe.name()));
    }

    /** The recipe of this name, if it may run now. */
    public Optional<Recipe> named(String name) {
        Optional<Recipe> chosen = chosen();
        return chosen.isPresent() ? chosen.filter(recipe -> recipe.name().equals(name)) : own(name);
    }

    /** The recipe of this name, whether or not another one is chosen. */
    public Optional<Recipe> known(String name) {
        return chosen().filter(recipe -> recipe.name().equals(name)).or(() -> own(name));
    }

    /** The station's own recipe of this name. */
    public Optional<Recipe> own(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The station's own recipes, in order. */
    public List<Recipe> own() {
        return List.copyOf(byName.values());
    }

    /** All recipes that may run now, in order. */
    public List<Recipe> all() {
        return chosen().map(List::of).orElseGet(() -> List.copyOf(byName.values()));
    }

    /** The modes from which they start, in order, each once. */
    public List<BootMode> startModes() {
        return all().stream().map(recipe -> recipe.serves().mode()).distinct().toList();
    }

    /** The recipes that serve this board, by its own answer: mode, chip id and, where the recipe says so, board id. */
    public List<Recipe> fitting(BoardIdentity board) {
        return all().stream().filter(recipe -> serves(recipe, board)).toList();
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
