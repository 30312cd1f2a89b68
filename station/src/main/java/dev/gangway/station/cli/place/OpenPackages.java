package dev.gangway.station.cli.place;

import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.config.StationRecipes;
import dev.gangway.image.ImageStore;
import dev.gangway.job.ImageFolder;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.sealed.PackageShelf;
import dev.gangway.sealed.PackageStore;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.PutAway;
import dev.gangway.yaml.Loaded;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The packages of a station that runs: unpacked while this is open, and gone when the process ends in order, by a signal too. What a
 * killed process leaves is removed by the next one.
 */
public final class OpenPackages implements AutoCloseable {
    private static final long SECONDS = 20;

    private final PackageShelf shelf;
    private final StationConfig config;
    private final PutAway end =
            new PutAway(SECONDS, "what was unpacked of packages is left; the next start removes it");

    private OpenPackages(PackageShelf shelf, StationConfig config) {
        this.shelf = shelf;
        this.config = config;
    }

    /** Checks and unpacks what the configuration names; ends the command when a package is not as it should be. */
    public static OpenPackages of(StationConfig config, Path data) {
        if (config.packages() == null) {
            return new OpenPackages(PackageShelf.none(), config);
        }
        Loaded<PackageShelf> shelf = PackageShelf.open(
                config.packages(),
                new RecipeLoader(StationProtocols.language()),
                new PackageStore(config.packages().unpackedIn(data)));
        return new OpenPackages(PlanFactory.sound(shelf), config);
    }

    /** The recipes of the station, those of packages first. */
    RecipeBook book() {
        List<Recipe> recipes = PlanFactory.sound(new StationRecipes(
                        new RecipeLoader(StationProtocols.language()), packages -> Loaded.of(shelf.recipes()))
                .of(config));
        return PlanFactory.book(config, recipes);
    }

    /** The images of a recipe that came in a package; empty for others. */
    Optional<ImageFolder> images(Recipe recipe, ImageStore store) {
        return shelf.of(recipe)
                .map(one -> ImageFolder.of(
                        store, one.images(), new ImageFolder.Sealed(one.origin(), one.digests(), false)));
    }

    /** The same recipe as it came with the images that were checked; one that came in no package stays as it is. */
    public Recipe checked(Recipe recipe) {
        if (config.packages() == null || !config.packages().has(recipe)) {
            return recipe;
        }
        return shelf.recipes().stream()
                .filter(one -> one.name().equals(recipe.name()))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.INVALID, "the package of " + recipe.name() + " is gone: start again"));
    }

    @Override
    public void close() {
        shelf.close();
        end.close();
    }
}
