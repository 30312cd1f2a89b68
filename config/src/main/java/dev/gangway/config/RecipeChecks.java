package dev.gangway.config;

import dev.gangway.language.Language;
import dev.gangway.language.Verb;
import dev.gangway.recipe.Template;
import dev.gangway.yaml.Nearest;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.Quantities;
import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must fit together in a recipe. It works on the tree, so that it finds its problems in a file that has others too;
 * what has the wrong shape is left to {@link dev.gangway.yaml.ShapeCheck}.
 */
final class RecipeChecks {
    private final Language language;
    private final Path file;
    private final YamlMap root;
    private final YamlMap images;
    private final List<Problem> problems = new ArrayList<>();

    private RecipeChecks(Language language, Path file, YamlMap root) {
        this.language = language;
        this.file = file;
        this.root = root;
        this.images = root.findMap("images");
    }

    static List<Problem> check(Language language, Path file, YamlMap root) {
        RecipeChecks checks = new RecipeChecks(language, file, root);
        checks.patterns();
        checks.secrets();
        UnitShape.check(root, checks::add);
        checks.chips();
        checks.retry();
        checks.imageFiles();
        checks.steps();
        checks.verification();
        return checks.problems;
    }

    private void patterns() {
        pattern(root.findMap("serial"), "serial", "pattern");
        pattern(root.findMap("serves"), "serves", "boardIds");
    }

    private void secrets() {
        YamlList masks = root.findList("mask");
        for (int i = 0; i < masks.items().size(); i++) {
            if (masks.items().get(i) instanceof YamlScalar mask) {
                try {
                    if (Pattern.compile(mask.text()).matcher("").find()) {
                        add(
                                mask.line(),
                                "mask[" + i + "]",
                                "matches nothing at all too, and so every line; make it longer");
                    }
                } catch (PatternSyntaxException e) {
                    add(mask.line(), "mask[" + i + "]", "is no regular expression: " + e.getDescription());
                }
            }
        }
    }

    private void pattern(YamlMap map, String path, String key) {
        String regex = map.findText(key);
        try {
            Pattern.compile(regex == null ? "" : regex);
        } catch (PatternSyntaxException e) {
            int at = e.getIndex() + 1;
            String where = at > 0 ? " at character " + at : "";
            add(map.lineOf(key), path + "." + key, "is no regular expression: " + e.getDescription() + where);
        }
    }

    private void chips() {
        YamlMap serves = root.findMap("serves");
        String mode = serves.findText("mode");
        boolean none = serves.findList("chips").items().isEmpty()
                && (serves.get("chips") == null || serves.get("chips") instanceof YamlList);
        language.chips().stream()
                .filter(family -> none && family.mode().code().equals(mode))
                .forEach(family ->
                        add(serves.lineOf("chips"), "serves.chips", "expected at least one chip: " + family.missing()));
    }

    private void retry() {
        YamlMap retry = root.findMap("retry");
        Set<String> also = new HashSet<>(retry.findList("also").texts());
        for (String kind : retry.findList("never").texts()) {
            if (also.contains(kind)) {
                add(retry.lineOf("never"), "retry.never", kind + " is in also and in never; remove one");
            }
        }
        String backOff = retry.findText("backOff");
        String longest = retry.findText("maxBackOff");
        if (matches(backOff, Quantities.DURATION)
                && matches(longest, Quantities.DURATION)
                && Quantities.duration(String.valueOf(backOff)).compareTo(Quantities.duration(String.valueOf(longest)))
                        > 0) {
            add(retry.lineOf("maxBackOff"), "retry.maxBackOff", "is shorter than backOff");
        }
    }

    private static boolean matches(@Nullable String text, String pattern) {
        return text != null && text.matches(pattern);
    }

    private void imageFiles() {
        images.entries().keySet().forEach(name -> {
            String path = "images." + name + ".file";
            YamlMap image = images.findMap(name);
            MadeShape.check(
                    images,
                    name,
                    UnitShape.types(root),
                    root.findMap("secrets").entries().keySet(),
                    (line, key, message) -> add(line, "images." + name + "." + key, message));
            ImagePlaces.check(image, (key, message) -> add(image.lineOf(key), "images." + name + "." + key, message));
            String template = image.findText("file");
            if (template != null) {
                Template.flaw(template).ifPresent(flaw -> add(image.lineOf("file"), path, flaw));
                for (String placeholder : Template.names(template)) {
                    if (placeholder.equals(Template.SERIAL)
                            || placeholder.equals(Template.NONCE)
                            || placeholder.startsWith(Template.SECRET)
                            || placeholder.startsWith(Template.UNIT)
                            || placeholder.startsWith(Template.SIZE)) {
                        add(image.lineOf("file"), path, "{{" + placeholder + "}} cannot be part of a file's name");
                    }
                }
            }
        });
    }

    private void steps() {
        RecipeWalk walk = new RecipeWalk(
                language, images, root.findMap("secrets").entries().keySet(), new ScriptValues(root, serials()));
        YamlList steps = root.findList("steps");
        TreeMap<String, Integer> names = new TreeMap<>();
        for (int i = 0; i < steps.items().size(); i++) {
            if (!(steps.items().get(i) instanceof YamlMap step)) {
                continue;
            }
            String path = "steps[" + i + "]";
            language.verbOf(step).ifPresent(verb -> {
                String name = verb.nameOf(step);
                Integer first = names.putIfAbsent(name, step.line());
                if (first != null) {
                    String message = "the step in line " + first + " has the name \"" + name
                            + "\" too; give this one its own with \"name:\"";
                    add(step.lineOf("name"), path + ".name", message);
                }
                walk.step(step, verb, (line, key, message) -> add(line, path + "." + key, message));
            });
        }
        boolean wholeStepsKnown =
                root.get("steps") instanceof YamlList && !steps.items().isEmpty();
        if (wholeStepsKnown) {
            images.entries().keySet().stream()
                    .filter(name -> !walk.used().contains(name))
                    .forEach(name -> add(images.lineOf(name), "images." + name, "no step uses it; remove it"));
        }
    }

    /** What serials match, where that can be told. */
    private String serials() {
        String pattern = root.findMap("serial").findText("pattern");
        try {
            return pattern == null ? "" : Pattern.compile(pattern).pattern();
        } catch (PatternSyntaxException e) {
            // Told where the pattern stands.
            return "";
        }
    }

    private void verification() {
        YamlNode verify = root.get("verify");
        boolean none = verify instanceof YamlScalar scalar && scalar.text().equals("none");
        if (!(root.get("steps") instanceof YamlList steps)) {
            return;
        }
        boolean readsBack = steps.maps().stream()
                .flatMap(step -> language.verbOf(step).stream())
                .anyMatch(Verb::readsBack);
        if (!none && !readsBack) {
            String choice = String.join(" or ", readingBack(steps));
            String message = "no step reads back: " + (choice.isEmpty() ? "" : "add " + choice + ", or ")
                    + "write \"verify: none\"";
            add(root.lineOf("verify"), "verify", message);
        } else if (none && readsBack) {
            String message =
                    "says none, yet a step reads back; remove this line, so that the ledger says it was verified";
            add(root.lineOf("verify"), "verify", message);
        }
    }

    /** The verbs that would do: those of the families that the recipe uses, where it uses one that has such a verb. */
    private List<String> readingBack(YamlList steps) {
        Set<String> used = steps.maps().stream()
                .flatMap(step -> language.verbOf(step).stream())
                .map(verb -> family(verb.name()))
                .collect(Collectors.toSet());
        List<String> near = language.readingBack().stream()
                .filter(word -> used.contains(family(word)))
                .toList();
        return near.isEmpty() ? language.readingBack() : near;
    }

    private static String family(String word) {
        return word.substring(0, Math.max(0, word.indexOf('.')));
    }

    /** A hint for a name that is not among those declared. */
    static String unknown(String what, String name, Set<String> known) {
        return what + " \"" + name + "\" is not declared" + Nearest.hint(name, known);
    }

    private void add(int line, String path, String message) {
        problems.add(new Problem(file, line, path, message));
    }
}
