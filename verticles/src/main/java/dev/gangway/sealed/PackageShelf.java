package dev.gangway.sealed;

import dev.gangway.config.PackagesConfig;
import dev.gangway.config.RecipeLoader;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The packages of a station, checked and unpacked, of each recipe the newest. Any thread. */
public final class PackageShelf implements AutoCloseable {
    /** What a package's name ends with. */
    public static final String ENDING = ".gangway";

    private final Map<Recipe, UnpackedPackage> packages;

    private PackageShelf(Map<Recipe, UnpackedPackage> packages) {
        this.packages = packages;
    }

    /** No package at all. */
    public static PackageShelf none() {
        return new PackageShelf(Map.of());
    }

    /**
     * A recipe that a package has, as yet alone.
     *
     * @param file the package
     * @param recipe the recipe, whose images all lie in the package
     */
    private record Listed(Path file, Recipe recipe) {}

    /** The recipes of a station's packages; their images are neither read nor checked. */
    public static Loaded<List<Recipe>> list(PackagesConfig config, RecipeLoader loader) {
        Loaded<PackageKeys> keys = keys(config);
        if (keys.value() == null) {
            return Loaded.failed(keys.problems());
        }
        Loaded<List<Listed>> listed = listed(config, keys.value(), loader);
        return listed.value() == null
                ? Loaded.failed(listed.problems())
                : Loaded.of(listed.value().stream().map(Listed::recipe).toList());
    }

    private static Loaded<PackageKeys> keys(PackagesConfig config) {
        try {
            return Loaded.of(PackageKeys.of(config));
        } catch (SealedException e) {
            return Loaded.failed(List.of(problem(config.folder(), String.valueOf(e.getMessage()))));
        }
    }

    private static Loaded<List<Listed>> listed(PackagesConfig config, PackageKeys keys, RecipeLoader loader) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Listed> newest = new LinkedHashMap<>();
        try {
            for (Path file : files(config.folder())) {
                Recipe recipe = recipe(file, keys, loader, problems);
                Listed other = recipe == null ? null : newest.get(recipe.name());
                if (recipe != null && other != null && other.recipe.version() == recipe.version()) {
                    problems.add(problem(
                            file,
                            other.file + " has version " + recipe.version() + " of " + recipe.name()
                                    + " too: remove one of them"));
                } else if (recipe != null && (other == null || other.recipe.version() < recipe.version())) {
                    newest.put(recipe.name(), new Listed(file, recipe));
                }
            }
        } catch (IOException e) {
            problems.add(problem(
                    config.folder(),
                    "the folder of packages can't be read: " + FileTrouble.told(e)
                            + "; name it as packages.folder in station.yaml"));
        }
        for (Listed one : newest.values()) {
            outdated(config, one.file, one.recipe).ifPresent(problems::add);
        }
        return problems.isEmpty() ? Loaded.of(List.copyOf(newest.values())) : Loaded.failed(problems);
    }

    private static Optional<Problem> outdated(PackagesConfig config, Path file, Recipe recipe) {
        int least = config.least().getOrDefault(recipe.name(), 0);
        return recipe.version() >= least
                ? Optional.empty()
                : Optional.of(
                        problem(
                                file,
                                "it has version " + recipe.version() + " of " + recipe.name()
                                        + ", and packages.least in station.yaml wants " + least
                                        + " or later: get the newer package, or lower that when the older version is meant to run"));
    }

    private static @Nullable Recipe recipe(Path file, PackageKeys keys, RecipeLoader loader, List<Problem> problems) {
        try (PackageReader reader = PackageReader.open(file, keys.own())) {
            keys.signerOf(file, reader.manifest());
            Loaded<Recipe> loaded = recipe(file, reader.manifest(), reader.recipe(), loader);
            problems.addAll(loaded.problems());
            return loaded.value();
        } catch (SealedException e) {
            problems.add(new Problem(file, 1, Problem.WHOLE_FILE, withoutName(file, e)));
        } catch (IOException e) {
            problems.add(problem(file, FileTrouble.told(e)));
        }
        return null;
    }

    private static String withoutName(Path file, SealedException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(file + ": ") ? message.substring((file + ": ").length()) : message;
    }

    private static Problem problem(Path file, String message) {
        return new Problem(file, 1, Problem.WHOLE_FILE, message);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
    }

    /** The recipe of a package, with all images where the package has them. */
    private static Loaded<Recipe> recipe(Path file, PackageManifest manifest, byte[] yaml, RecipeLoader loader) {
        Loaded<Recipe> loaded = loader.parse(file.resolve(manifest.recipePath()), yaml);
        Recipe recipe = loaded.value();
        if (recipe == null) {
            return loaded;
        }
        if (recipe.version() != manifest.version()) {
            return Loaded.failed(List.of(problem(
                    file, "its list says version " + manifest.version() + ", and its recipe " + recipe.version())));
        }
        Map<String, ImageSpec> images = new LinkedHashMap<>();
        recipe.images()
                .forEach((name, spec) -> images.put(
                        name,
                        new ImageSpec(
                                spec.file(), spec.format(), spec.optional(), spec.verification(), null, spec.made())));
        return Loaded.of(recipe.with(images));
    }

    /**
     * Checks and unpacks all packages that are in use; nothing is left when one is not as it should be.
     *
     * @return the packages, to be closed; or what is wrong with all of them
     */
    public static Loaded<PackageShelf> open(PackagesConfig config, RecipeLoader loader, PackageStore store) {
        Loaded<PackageKeys> keys = keys(config);
        if (keys.value() == null) {
            return Loaded.failed(keys.problems());
        }
        Loaded<List<Listed>> listed = listed(config, keys.value(), loader);
        if (listed.value() == null) {
            return Loaded.failed(listed.problems());
        }
        List<Problem> problems = new ArrayList<>();
        Map<Recipe, UnpackedPackage> packages = new LinkedHashMap<>();
        for (Listed one : listed.value()) {
            try {
                UnpackedPackage unpacked = store.unpack(one.file, keys.value());
                Loaded<Recipe> loaded = current(config, one.file, unpacked, loader);
                // The file may have been replaced since: the recipe that counts is the one that was checked with its
                // images.
                Recipe recipe = loaded.value();
                if (recipe == null) {
                    unpacked.close();
                    problems.addAll(loaded.problems());
                } else {
                    packages.put(recipe, unpacked);
                    LoggerFactory.getLogger(PackageShelf.class)
                            .atInfo()
                            .addKeyValue("recipe", recipe.name())
                            .log(unpacked.origin());
                }
            } catch (SealedException e) {
                problems.add(problem(one.file, withoutName(one.file, e)));
            } catch (IOException e) {
                problems.add(problem(one.file, FileTrouble.told(e)));
            }
        }
        PackageShelf shelf = new PackageShelf(packages);
        if (!problems.isEmpty()) {
            shelf.close();
            return Loaded.failed(problems);
        }
        return Loaded.of(shelf);
    }

    private static Loaded<Recipe> current(
            PackagesConfig config, Path file, UnpackedPackage unpacked, RecipeLoader loader) {
        Loaded<Recipe> loaded = recipe(file, unpacked.manifest(), unpacked.recipe(), loader);
        Recipe recipe = loaded.value();
        Optional<Problem> old = recipe == null ? Optional.empty() : outdated(config, file, recipe);
        return old.isPresent() ? Loaded.failed(List.of(old.get())) : loaded;
    }

    /** The recipes, in order. */
    public List<Recipe> recipes() {
        return List.copyOf(packages.keySet());
    }

    /** The package that a recipe came in; empty when it came in none. */
    public Optional<UnpackedPackage> of(Recipe recipe) {
        return Optional.ofNullable(packages.get(recipe));
    }

    @Override
    public void close() {
        packages.values().forEach(UnpackedPackage::close);
    }
}
