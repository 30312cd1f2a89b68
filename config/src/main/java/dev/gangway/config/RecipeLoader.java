package dev.gangway.config;

import dev.gangway.config.RecipeShape.Absent;
import dev.gangway.language.Language;
import dev.gangway.language.Verb;
import dev.gangway.model.BootMode;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.IdentityRule;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RetryPolicy;
import dev.gangway.recipe.Step;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Nearest;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.Quantities;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.ShapeCheck;
import dev.gangway.yaml.Tree;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlReader;
import dev.gangway.yaml.YamlScalar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads recipe files in the language of a station. Immutable. */
public final class RecipeLoader {
    private static final String SUFFIX = ".yaml";

    private final Language language;
    private final Shape.Fields shape;

    /** Reads recipes of this language. */
    public RecipeLoader(Language language) {
        this.language = language;
        this.shape = RecipeShape.of(language);
    }

    /** The recipe in this file, or everything that is wrong with it. Blocks while it reads. */
    public Loaded<Recipe> load(Path file) {
        Loaded<byte[]> bytes = YamlReader.bytes(file);
        return bytes.value() == null ? Loaded.failed(bytes.problems()) : parse(file, bytes.value());
    }

    /** The recipe in these bytes; {@code file} gives it its name and stands in the problems. */
    public Loaded<Recipe> parse(Path file, byte[] bytes) {
        Tree tree = YamlReader.parse(file, bytes);
        List<Problem> problems = new ArrayList<>(tree.problems());
        String name = nameOf(file);
        if (!name.matches(Scalars.NAME_PATTERN)) {
            problems.add(new Problem(
                    file,
                    1,
                    Problem.WHOLE_FILE,
                    "the file's name is the recipe's: expected " + Scalars.NAME.expected()));
        }
        YamlMap root = tree.root();
        if (root != null) {
            problems.addAll(ShapeCheck.check(file, "", root, shape));
            problems.addAll(RecipeChecks.check(language, file, root));
        }
        if (root == null || !problems.isEmpty()) {
            return Loaded.failed(problems);
        }
        return Loaded.of(bind(file, name, root, Digest.of(ByteBuffer.wrap(bytes))));
    }

    /**
     * The recipes of a folder.
     *
     * @param names which, in this order; empty = all, by name
     * @return all of them, or the problems of all files
     */
    public Loaded<List<Recipe>> loadFolder(Path folder, List<String> names) {
        List<Path> files;
        try (Stream<Path> content = Files.list(folder)) {
            files = content.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return Loaded.failed(
                    List.of(new Problem(folder, 1, Problem.WHOLE_FILE, "the folder of recipes cannot be read")));
        }
        List<Problem> problems = new ArrayList<>();
        List<Recipe> recipes = new ArrayList<>();
        Map<String, Path> byName = files.stream()
                .collect(Collectors.toMap(RecipeLoader::nameOf, file -> file, (a, b) -> a, LinkedHashMap::new));
        if (byName.isEmpty()) {
            problems.add(new Problem(folder, 1, Problem.WHOLE_FILE, "there is no recipe here (*.yaml)"));
        }
        for (String name : names.isEmpty() ? List.copyOf(byName.keySet()) : names) {
            Path file = byName.get(name);
            if (file == null) {
                String hint = Nearest.hint(name, byName.keySet());
                problems.add(new Problem(
                        folder.resolve(name + SUFFIX), 1, Problem.WHOLE_FILE, "the recipe does not exist" + hint));
                continue;
            }
            Loaded<Recipe> loaded = load(file);
            problems.addAll(loaded.problems());
            loaded.toOptional().ifPresent(recipes::add);
        }
        return problems.isEmpty() ? Loaded.of(List.copyOf(recipes)) : Loaded.failed(problems);
    }

    /** The name of the recipe in this file. */
    static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private Recipe bind(Path file, String name, YamlMap root, Digest digest) {
        YamlMap serial = root.findMap("serial");
        return new Recipe(
                name,
                Math.toIntExact(root.whole("version")),
                root.text("title"),
                serves(root.findMap("serves")),
                new Recipe.SerialRule(
                        serial.text("pattern"),
                        Recipe.CheckDigit.valueOf(constant(serial.text("check", Absent.CHECK))),
                        serial.text("gs1", "")),
                images(folderOf(file), root.findMap("images")),
                retry(root.findMap("retry")),
                Recipe.Verify.valueOf(constant(root.text("verify", Absent.VERIFY))),
                IdentityRule.valueOf(constant(root.text("identity", Absent.IDENTITY))),
                secrets(file, root),
                UnitShape.bind(root),
                root.findList("steps").maps().stream().map(this::step).toList(),
                file,
                digest);
    }

    private static Recipe.Secrets secrets(Path file, YamlMap root) {
        Path folder = folderOf(file);
        YamlMap named = root.findMap("secrets");
        Map<String, String> references = new LinkedHashMap<>();
        named.entries()
                .keySet()
                .forEach(name -> references.put(
                        name, Secret.parse(named.text(name), folder).toString()));
        return new Recipe.Secrets(references, root.findList("mask").texts());
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? Path.of("") : parent;
    }

    private Step step(YamlMap step) {
        Verb<?> verb = language.verbOf(step).orElseThrow();
        return new Step(verb, verb.common(step), verb.read(step));
    }

    private Recipe.Serves serves(YamlMap serves) {
        Set<String> chips = serves.findList("chips").items().stream()
                .map(YamlScalar.class::cast)
                .map(this::chip)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        BootMode mode = BootMode.ofCode(serves.text("mode")).orElseThrow();
        return new Recipe.Serves(mode, chips, serves.text("boardIds", ""));
    }

    private String chip(YamlScalar chip) {
        return chip.kind() == YamlScalar.Kind.WHOLE
                ? language.chip(Math.toIntExact(chip.whole().orElseThrow())).orElseThrow()
                : language.chip(chip.text());
    }

    private static Map<String, ImageSpec> images(Path folder, YamlMap images) {
        Map<String, ImageSpec> specs = new LinkedHashMap<>();
        for (String name : images.entries().keySet()) {
            YamlMap image = images.findMap(name);
            ImageFormat format = ImageFormat.valueOf(constant(image.text("format")));
            specs.put(
                    name,
                    new ImageSpec(
                            image.text("file"),
                            format,
                            image.flag("optional", Absent.OPTIONAL),
                            ImageSpec.Verification.valueOf(constant(image.text("verify", Absent.IMAGE_VERIFY))),
                            ImagePlaces.origin(folder, image),
                            MadeShape.bind(image)));
        }
        return specs;
    }

    private static RetryPolicy retry(YamlMap retry) {
        return new RetryPolicy(
                Math.toIntExact(retry.whole("attempts", Absent.ATTEMPTS)),
                Quantities.duration(retry.text("backOff", Absent.BACK_OFF)),
                Quantities.duration(retry.text("maxBackOff", Absent.MAX_BACK_OFF)),
                kinds(retry, "also"),
                kinds(retry, "never"),
                retry.flag("powerCycle", Absent.POWER_CYCLE));
    }

    private static Set<FailureKind> kinds(YamlMap retry, String key) {
        return retry.findList(key).texts().stream()
                .map(code -> FailureKind.ofCode(code).orElseThrow())
                .collect(Collectors.toSet());
    }

    private static String constant(String code) {
        return code.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
