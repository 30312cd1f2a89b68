package dev.gangway.uboot.bundle;

import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Nearest;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.ShapeCheck;
import dev.gangway.yaml.Tree;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads manifests. */
public final class BundleReader {
    private static final String DEFAULT_TARGET = "default_target";
    private static final String BOOTCMD = "bootcmd";
    private static final String FILE = "file";

    private BundleReader() {}

    /**
     * What was read.
     *
     * @param manifest what it says
     * @param notes keys that mean nothing to this station, with their lines
     * @param named the files that it names
     */
    public record Read(BundleManifest manifest, List<Problem> notes, List<Named> named) {
        /** Copies the lists. */
        public Read {
            notes = List.copyOf(notes);
            named = List.copyOf(named);
        }
    }

    /**
     * A file that is named.
     *
     * @param file as it is written
     * @param path the place in the manifest
     * @param line its line
     */
    record Named(String file, String path, int line) {}

    /** The manifest in these bytes, or all that is wrong with it; no other file is looked at. */
    public static Loaded<Read> parse(Path file, byte[] bytes) {
        Tree tree = YamlReader.parse(file, bytes);
        List<Problem> problems = new ArrayList<>(tree.problems());
        List<Problem> notes = new ArrayList<>();
        YamlMap root = tree.root();
        if (root != null) {
            root = (YamlMap) new KnownKeys(file, notes).of("", root, BundleShape.ALL);
            problems.addAll(ShapeCheck.check(file, "", root, BundleShape.ALL));
            names(file, root.findMap("spec"), problems);
        }
        if (root == null || !problems.isEmpty()) {
            return Loaded.failed(problems);
        }
        return Loaded.of(new Read(bind(root), notes, named(root.findMap("spec"))));
    }

    private static List<Named> named(YamlMap spec) {
        List<Named> named = new ArrayList<>();
        name(spec, "kernel", "spec.", named);
        name(spec, "initram", "spec.", named);
        YamlMap variants = spec.findMap("dtb").findMap("variants");
        variants.entries().keySet().forEach(variant -> name(variants, variant, "spec.dtb.variants.", named));
        return named;
    }

    private static void name(YamlMap all, String key, String above, List<Named> named) {
        YamlMap part = all.findMap(key);
        String file = part.findText(FILE);
        if (file != null) {
            named.add(new Named(file, above + key + "." + FILE, part.lineOf(FILE)));
        }
    }

    /** Names that have to be among others. */
    private static void names(Path file, YamlMap spec, List<Problem> problems) {
        YamlMap targets = spec.findMap("targets");
        among(file, spec, "spec.", DEFAULT_TARGET, "target", targets, problems);
        YamlMap dtb = spec.findMap("dtb");
        among(file, dtb, "spec.dtb.", "default", "variant", dtb.findMap("variants"), problems);
        if (spec.get("targets") instanceof YamlMap && targets.entries().isEmpty()) {
            problems.add(new Problem(file, targets.line(), "spec.targets", "there is none: nothing could be written"));
        }
    }

    private static void among(
            Path file, YamlMap map, String path, String key, String what, YamlMap all, List<Problem> problems) {
        String name = map.findText(key);
        if (name != null && !all.entries().containsKey(name)) {
            problems.add(new Problem(
                    file,
                    map.lineOf(key),
                    path + key,
                    "there is no " + what + " \"" + name + "\""
                            + (all.entries().isEmpty()
                                    ? ""
                                    : ", there are "
                                            + String.join(", ", all.entries().keySet()))
                            + Nearest.hint(name, all.entries().keySet())));
        }
    }

    private static BundleManifest bind(YamlMap root) {
        YamlMap spec = root.findMap("spec");
        Map<String, String> targets = new LinkedHashMap<>();
        YamlMap named = spec.findMap("targets");
        named.entries().keySet().forEach(name -> targets.put(name, named.text(name)));
        return new BundleManifest(
                root.findMap("metadata").text("name"),
                spec.text("manufacturer", "").strip(),
                line(spec, "link"),
                spec.text(BOOTCMD).strip(),
                login(spec.findMap("login")),
                line(spec, DEFAULT_TARGET),
                targets,
                load(spec.findMap("kernel")),
                spec.has("initram") ? Optional.of(load(spec.findMap("initram"))) : Optional.empty(),
                spec.has("dtb") ? Optional.of(dtb(spec.findMap("dtb"))) : Optional.empty(),
                spec.findList("preflash_commands").texts().stream()
                        .map(String::strip)
                        .toList());
    }

    private static BundleManifest.Login login(YamlMap login) {
        return new BundleManifest.Login(
                login.text("login_prompt", BundleShape.USUAL_LOGIN_PROMPT).strip(),
                line(login, "username"),
                Optional.ofNullable(login.findText("password")).filter(text -> !text.isEmpty()),
                login.text("prompt", BundleShape.USUAL_SHELL_PROMPT).strip());
    }

    private static BundleManifest.Load load(YamlMap load) {
        return new BundleManifest.Load(load.text(FILE), load.text("address"));
    }

    private static BundleManifest.Dtb dtb(YamlMap dtb) {
        Map<String, BundleManifest.Variant> variants = new LinkedHashMap<>();
        YamlMap named = dtb.findMap("variants");
        named.entries().keySet().forEach(name -> {
            YamlMap variant = named.findMap(name);
            variants.put(name, new BundleManifest.Variant(line(variant, FILE), line(variant, BOOTCMD)));
        });
        return new BundleManifest.Dtb(line(dtb, "default"), dtb.text("address"), variants);
    }

    private static Optional<String> line(YamlMap map, String key) {
        return Optional.ofNullable(map.findText(key)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
