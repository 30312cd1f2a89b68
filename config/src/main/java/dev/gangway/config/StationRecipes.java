package dev.gangway.config;

import dev.gangway.recipe.Recipe;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Where a station's recipes come from: the folder of recipes, and sealed packages.
 *
 * @param loader reads the folder
 * @param packed reads the recipes of packages; they come first
 */
public record StationRecipes(RecipeLoader loader, Function<PackagesConfig, Loaded<List<Recipe>>> packed) {
    /** All recipes of a station, or what is wrong with any of them. */
    public Loaded<List<Recipe>> of(StationConfig config) {
        PackagesConfig packages = config.packages();
        if (packages == null) {
            return folder(config);
        }
        Loaded<List<Recipe>> sealed = packed.apply(packages);
        Loaded<List<Recipe>> plain = packages.only() ? Loaded.of(List.of()) : folder(config);
        List<Problem> problems = new ArrayList<>(sealed.problems());
        problems.addAll(plain.problems());
        List<Recipe> recipes = new ArrayList<>(sealed.toOptional().orElse(List.of()));
        Set<String> names = new HashSet<>();
        recipes.forEach(recipe -> names.add(recipe.name()));
        for (Recipe recipe : plain.toOptional().orElse(List.of())) {
            if (names.contains(recipe.name())) {
                problems.add(new Problem(
                        recipe.source(),
                        1,
                        Problem.WHOLE_FILE,
                        "a package in " + packages.folder()
                                + " has a recipe of this name too: remove one of them, or write"
                                + " packages.only: true"));
            }
            recipes.add(recipe);
        }
        if (recipes.isEmpty() && problems.isEmpty()) {
            problems.add(
                    new Problem(packages.folder(), 1, Problem.WHOLE_FILE, "there is no package here (NAME.gangway)"));
        }
        return problems.isEmpty() ? Loaded.of(List.copyOf(recipes)) : Loaded.failed(problems);
    }

    private Loaded<List<Recipe>> folder(StationConfig config) {
        return loader.loadFolder(config.recipes().folder(), config.recipes().use());
    }
}
