package dev.gangway.config;

import dev.gangway.language.Language;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.PortPath;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.StationBarcodes;
import dev.gangway.recipe.Template;
import dev.gangway.recipe.UnitValue;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Nearest;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.Tree;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What {@code gangway check} does with files that people edit. Reads only; blocks while it reads. */
public final class Check {
    private final RecipeLoader loader;
    private final StationRecipes recipes;

    /** Checks recipes of this language, where no station has packages. */
    public Check(Language language) {
        this(new StationRecipes(new RecipeLoader(language), packages -> Loaded.of(List.of())));
    }

    /** Checks recipes that come from there. */
    public Check(StationRecipes recipes) {
        this.loader = recipes.loader();
        this.recipes = recipes;
    }

    /**
     * Checks these files, each as what it is by its {@code kind}, or by its content where that is missing. A station's
     * file is checked with its recipes.
     *
     * @return all problems, by file and line
     */
    public List<Problem> files(List<Path> files) {
        Set<Problem> problems =
                new TreeSet<>(Problem.ORDER.thenComparing(Problem::path).thenComparing(Problem::message));
        files.forEach(file -> problems.addAll(file(file)));
        return List.copyOf(problems);
    }

    private List<Problem> file(Path file) {
        Loaded<byte[]> bytes = YamlReader.bytes(file);
        if (bytes.value() == null) {
            return bytes.problems();
        }
        Tree tree = YamlReader.parse(file, bytes.value());
        YamlMap root = tree.root();
        if (root == null) {
            return tree.problems();
        }
        String kind = root.findText("kind");
        if (RecipeShape.KIND.equals(kind) || (!StationShape.KIND.equals(kind) && root.get("steps") != null)) {
            return loader.parse(file, bytes.value()).problems();
        }
        if (StationShape.KIND.equals(kind) || root.get("station") != null) {
            return station(file);
        }
        List<Problem> problems = new ArrayList<>(tree.problems());
        String found = kind == null ? "" : ", found \"" + kind + "\"";
        problems.add(new Problem(file, root.lineOf("kind"), "kind", "expected station or recipe" + found));
        return problems;
    }

    /** Checks a station's file, all recipes that it uses, and whether the two fit together. Images are not looked at. */
    public List<Problem> station(Path file) {
        Loaded<StationConfig> loaded = StationConfigLoader.load(file);
        StationConfig config = loaded.value();
        if (config == null) {
            return loaded.problems();
        }
        Loaded<List<Recipe>> all = recipes.of(config);
        if (all.value() == null) {
            return all.problems();
        }
        List<Problem> problems = new ArrayList<>(names(file, config, all.value()));
        if (config.packages() != null && config.packages().only()) {
            PackagesShape.idle(
                    tree(file), (line, path, message) -> problems.add(new Problem(file, line, path, message)));
        }
        all.value().forEach(recipe -> mistakable(recipe, config).ifPresent(problems::add));
        all.value().forEach(recipe -> problems.addAll(pools(recipe, config)));
        all.value().forEach(recipe -> problems.addAll(certificates(recipe, config)));
        return problems;
    }

    /** Serials of a recipe that this station would take for something else when they are scanned. */
    private static Optional<Problem> mistakable(Recipe recipe, StationConfig config) {
        StationConfig.Scan scan = config.scan();
        StationBarcodes barcodes = new StationBarcodes(
                scan.commandPrefix(),
                scan.slotPrefix(),
                scan.badgePrefix(),
                config.ports().stream().map(port -> port.slot().label()).toList());
        return barcodes.mistakable(recipe.serial())
                .map(flaw -> new Problem(
                        recipe.source(),
                        tree(recipe.source()).findMap("serial").lineOf("pattern"),
                        "serial.pattern",
                        flaw));
    }

    /** What a recipe draws from pools that are not among this station's; one that has none at all is told elsewhere. */
    private static List<Problem> pools(Recipe recipe, StationConfig config) {
        List<Problem> problems = new ArrayList<>();
        if (config.pools().isEmpty()) {
            return problems;
        }
        YamlMap unit = tree(recipe.source()).findMap("unit");
        recipe.unit().forEach((name, value) -> UnitShape.flaw(value, config.pools())
                .ifPresent(
                        flaw -> problems.add(new Problem(recipe.source(), unit.lineOf(name), "unit." + name, flaw))));
        return problems;
    }

    /** Certificates that nobody of this station makes. */
    private static List<Problem> certificates(Recipe recipe, StationConfig config) {
        List<Problem> problems = new ArrayList<>();
        YamlMap unit = tree(recipe.source()).findMap("unit");
        recipe.unit().forEach((name, value) -> {
            if (value.source() instanceof UnitValue.FromSigner from
                    && !config.certificates().containsKey(from.signer())) {
                problems.add(new Problem(
                        recipe.source(),
                        unit.lineOf(name),
                        "unit." + name,
                        RecipeChecks.unknown(
                                        "who makes it,",
                                        from.signer(),
                                        config.certificates().keySet()) + " under certificates in station.yaml"));
            }
        });
        return problems;
    }

    /** Recipes that the port map or the image folders name, yet are not in use. */
    private static List<Problem> names(Path file, StationConfig config, List<Recipe> recipes) {
        YamlMap root = tree(file);
        Set<String> known = recipes.stream().map(Recipe::name).collect(Collectors.toCollection(TreeSet::new));
        List<Problem> problems = new ArrayList<>();
        List<YamlMap> ports = root.findList("ports").maps();
        for (int i = 0; i < config.ports().size() && i < ports.size(); i++) {
            for (String name : config.ports().get(i).recipes()) {
                if (!known.contains(name)) {
                    int line = ports.get(i).lineOf("recipes");
                    problems.add(new Problem(file, line, "ports[" + i + "].recipes", notInUse(name, known)));
                }
            }
        }
        YamlMap folders = root.findMap("images").findMap("byRecipe");
        for (String name : folders.entries().keySet()) {
            if (!known.contains(name)) {
                problems.add(new Problem(file, folders.lineOf(name), "images.byRecipe." + name, notInUse(name, known)));
            }
        }
        return problems;
    }

    /**
     * Checks that a bus serves each port of the port map.
     *
     * @param file the station's file
     * @param config what was read from it
     * @param refusal why no bus serves a port, in a sentence; empty when one does
     */
    public static List<Problem> ports(Path file, StationConfig config, Function<PortPath, Optional<String>> refusal) {
        return entries(file, config, "port", entry -> refusal.apply(entry.port()));
    }

    /**
     * Checks the entries of the port map.
     *
     * @param key which of an entry's keys is to blame
     * @param trouble what is wrong with an entry, in a sentence; empty when nothing is
     */
    public static List<Problem> entries(
            Path file, StationConfig config, String key, Function<StationConfig.PortEntry, Optional<String>> trouble) {
        List<YamlMap> entries = tree(file).findList("ports").maps();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < config.ports().size() && i < entries.size(); i++) {
            int line = entries.get(i).lineOf(key);
            String path = "ports[" + i + "]." + key;
            trouble.apply(config.ports().get(i))
                    .ifPresent(message -> problems.add(new Problem(file, line, path, message)));
        }
        return List.copyOf(problems);
    }

    /**
     * Problems of the Kafka client's properties, as problems of the station's file.
     *
     * @param file the station's file
     * @param messages what is wrong, by the property's name; the name is empty for what no single one is to blame for
     */
    public static List<Problem> kafka(Path file, Map<String, String> messages) {
        YamlMap kafka = tree(file).findMap("kafka");
        YamlMap properties = kafka.findMap("properties");
        List<Problem> problems = new ArrayList<>();
        messages.forEach((property, message) -> problems.add(
                property.isEmpty() || properties.get(property) == null
                        ? new Problem(file, kafka.line(), "kafka", message)
                        : new Problem(file, properties.lineOf(property), "kafka.properties." + property, message)));
        problems.sort(Problem.ORDER);
        return List.copyOf(problems);
    }

    /**
     * Problems of the files that encrypt the pages, as problems of the station's file.
     *
     * @param file the station's file
     * @param message what is wrong with them
     */
    public static Problem tls(Path file, String message) {
        return new Problem(file, tree(file).findMap("http").lineOf("tls"), "http.tls", message);
    }

    private static YamlMap tree(Path file) {
        return YamlReader.bytes(file)
                .toOptional()
                .map(bytes -> YamlReader.parse(file, bytes).root())
                .orElse(new YamlMap(1, 1, Map.of(), Map.of()));
    }

    private static String notInUse(String name, Set<String> known) {
        return "the recipe \"" + name + "\" is not in use" + Nearest.hint(name, known);
    }

    /** Checks that every image of these recipes is where the station's configuration says. */
    public static List<Problem> images(StationConfig config, List<Recipe> recipes) {
        return recipes.stream()
                .flatMap(recipe -> images(recipe, config.images().of(recipe.name())).stream())
                .toList();
    }

    /**
     * Checks that every image of a recipe that is not fetched is in a folder; where the file's name has variables, at least one file must
     * fit. What is in the files is not looked at.
     */
    public static List<Problem> images(Recipe recipe, Path folder) {
        YamlMap images = tree(recipe.source()).findMap("images");
        if (recipe.images().values().stream().noneMatch(ImageSpec::liesInFolder)) {
            return List.of();
        }
        if (!Files.isDirectory(folder)) {
            String message =
                    "the image folder " + folder + " does not exist; put the images there or name their folder";
            return List.of(new Problem(recipe.source(), images.line(), "images", message));
        }
        List<Problem> problems = new ArrayList<>();
        recipe.images().forEach((name, spec) -> {
            int line = images.findMap(name).lineOf("file");
            try {
                if (spec.optional() || !spec.liesInFolder() || present(spec, folder)) {
                    return;
                }
                String what = Template.names(spec.file()).isEmpty() ? spec.file() : Template.glob(spec.file());
                String message = "there is no " + what + " in " + folder + "; put it there or name its folder";
                problems.add(new Problem(recipe.source(), line, "images." + name + ".file", message));
            } catch (IOException e) {
                problems.add(new Problem(
                        recipe.source(),
                        line,
                        "images." + name + ".file",
                        "the image folder cannot be looked through: " + FileTrouble.told(e)));
            }
        });
        problems.sort(Problem.ORDER);
        return List.copyOf(problems);
    }

    private static boolean present(ImageSpec spec, Path folder) throws IOException {
        return !ImageFiles.matching(spec, folder).isEmpty();
    }
}
