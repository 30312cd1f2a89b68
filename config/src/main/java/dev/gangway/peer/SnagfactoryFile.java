package dev.gangway.peer;

import dev.gangway.format.FormatException;
import dev.gangway.soc.NxpSoc;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Tree;
import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlReader;
import dev.gangway.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Configurations of Bootlin's snagfactory: which USB id is which chip; for each chip how a U-Boot comes into its memory, and what
 * that U-Boot's fastboot does then. Each chip gets a recipe.
 */
final class SnagfactoryFile implements PeerFile {
    private static final String FIRMWARE = "-firmware";
    private static final String TASKS = "-tasks";

    /** Chips that the station loads a U-Boot into over FEL, as snagfactory calls them and as recipes do. */
    private static final Map<String, String> SUNXI = Map.ofEntries(
            Map.entry("a10", "a10"),
            Map.entry("a13", "a13"),
            Map.entry("r8", "a13"),
            Map.entry("a20", "a20"),
            Map.entry("a23", "a23"),
            Map.entry("a31", "a31"),
            Map.entry("a33", "a33"),
            Map.entry("a64", "a64"),
            Map.entry("a80", "a80"),
            Map.entry("a83t", "a83t"),
            Map.entry("h2+", "h3"),
            Map.entry("h3", "h3"),
            Map.entry("a63", "a63"),
            Map.entry("a133", "a133"),
            Map.entry("af1c100s", "f1c100s"));

    @Override
    public PeerImport read(Path source) throws FormatException {
        Loaded<byte[]> bytes = YamlReader.bytes(source);
        if (bytes.value() == null) {
            throw new FormatException(bytes.problems().get(0).toString());
        }
        Tree tree = YamlReader.parse(source, bytes.value());
        YamlMap root = tree.root();
        if (root == null || !tree.problems().isEmpty()) {
            throw new FormatException(tree.problems().get(0).toString());
        }
        if (!(root.get("soc-models") instanceof YamlMap models) || !(root.get("boards") instanceof YamlMap boards)) {
            throw new FormatException(
                    source + " has no \"boards\" and \"soc-models\": it is no configuration of snagfactory");
        }
        PeerLog log = new PeerLog();
        for (String key : root.entries().keySet()) {
            if (!Set.of("boards", "soc-models").contains(key)) {
                log.missing(root.lineOf(key), key, "is no key that is taken over: boards and soc-models are");
            }
        }
        Set<String> wanted = new LinkedHashSet<>();
        boards.entries().forEach((id, soc) -> {
            String name = soc instanceof YamlScalar scalar ? scalar.text() : "";
            log.taken(boards.lineOf(id), id + ": " + name, "the recipe serves this chip by what the chip itself says");
            wanted.add(name);
        });
        List<DraftRecipe> recipes = new ArrayList<>();
        for (String key : models.entries().keySet()) {
            String soc = key.endsWith(FIRMWARE)
                    ? key.substring(0, key.length() - FIRMWARE.length())
                    : key.endsWith(TASKS) ? key.substring(0, key.length() - TASKS.length()) : "";
            if (soc.isEmpty() || !wanted.contains(soc)) {
                log.missing(
                        models.lineOf(key), key, "no board of \"boards\" has this chip; remove it, or add its board");
            }
        }
        String stem = String.valueOf(source.getFileName()).replaceFirst("\\.[^.]*$", "");
        for (String soc : wanted) {
            String name = RecipeDraft.fileName(wanted.size() == 1 ? stem : stem + "-" + soc);
            recipe(soc, models, log, source, name).ifPresent(recipes::add);
        }
        return new PeerImport(recipes, log.all());
    }

    private static Optional<DraftRecipe> recipe(String soc, YamlMap models, PeerLog log, Path source, String name) {
        if (!(models.get(soc + FIRMWARE) instanceof YamlMap firmware)) {
            log.missing(models.line(), soc, "there is no " + soc + FIRMWARE + ", which says how it is started");
            return Optional.empty();
        }
        if (!(models.get(soc + TASKS) instanceof YamlList tasks)) {
            log.missing(models.line(), soc, "there is no " + soc + TASKS + ", which says what is flashed");
            return Optional.empty();
        }
        Path folder = source.toAbsolutePath().normalize().resolveSibling("");
        String title = "As snagfactory's " + source.getFileName() + ", " + soc;
        @Nullable Way way = way(soc, firmware, log);
        RecipeDraft draft = way == null
                ? new RecipeDraft(title, "fastboot", List.of())
                : new RecipeDraft(title, way.mode(), List.of(way.chip()));
        Runnable start = () -> {};
        if (way != null) {
            Optional<String> image = draft.image(folder.resolve(way.file()), "raw");
            if (image.isEmpty()) {
                log.missing(
                        way.line(),
                        way.file(),
                        "there is no file " + folder.resolve(way.file()).normalize());
                return Optional.empty();
            }
            log.taken(way.line(), way.file(), way.told());
            start = () -> way.steps(draft, image.get());
        }
        start.run();
        Runnable again = way == null ? null : start;
        new SnagfactoryTasks(draft, log, folder, again).all(tasks);
        return draft.empty()
                ? Optional.empty()
                : Optional.of(draft.recipe(name, "snagfactory's " + source.getFileName()));
    }

    /** How a U-Boot comes into a chip's memory. */
    private record Way(String mode, String chip, int line, String file, String told, boolean stream) {
        void steps(RecipeDraft draft, String image) {
            boolean again = draft.last() != null;
            Map<String, String> wait = new LinkedHashMap<>(Map.of("timeout", "30s"));
            if (again) {
                wait.put("afresh", "true");
            }
            draft.step("await", mode, "wait for the boot ROM", wait);
            if (mode.equals("fel")) {
                draft.step("fel.uboot", image, "load SPL and U-Boot", Map.of());
                draft.step("fel.start", "start U-Boot");
            } else if (stream) {
                draft.step("sdp.stream", image, "stream " + image, Map.of());
            } else {
                draft.step("sdp.load", image, "load U-Boot", Map.of());
                draft.step("sdp.start", "start U-Boot");
            }
            draft.step("await", "fastboot", "wait for fastboot", Map.of("timeout", "60s"));
        }
    }

    /** Null where the chip is not served so, which is told. */
    private static @Nullable Way way(String soc, YamlMap firmware, PeerLog log) {
        String fel = SUNXI.get(soc);
        String imx = Map.of("imx865", "imx8mp", "imx7s", "imx7d").getOrDefault(soc, soc);
        Optional<NxpSoc> nxp = NxpSoc.ofName(imx);
        boolean stream = nxp.isPresent() && nxp.get().takes() != NxpSoc.Takes.COMMANDS;
        String key = fel != null ? "u-boot-with-spl" : stream ? "flash-bin" : "u-boot-with-dcd";
        Way way = null;
        for (Map.Entry<String, YamlNode> part : firmware.entries().entrySet()) {
            int line = firmware.lineOf(part.getKey());
            String path = part.getValue() instanceof YamlMap map ? map.findText("path") : null;
            if ((fel == null && nxp.isEmpty()) || !part.getKey().equals(key) || path == null) {
                log.missing(
                        line,
                        part.getKey() + (path == null ? "" : ": " + path),
                        fel == null && nxp.isEmpty()
                                ? "the boot ROM of " + soc
                                        + " is not served: the recipe begins where U-Boot is in fastboot; start it"
                                        + " by snagrecover, or from a card"
                                : "is not taken over: of a " + soc + " only " + key + " with a path is");
                continue;
            }
            for (String more : ((YamlMap) part.getValue()).entries().keySet()) {
                if (!more.equals("path")) {
                    log.missing(
                            ((YamlMap) part.getValue()).lineOf(more), more, "is no key that is taken over: path is");
                }
            }
            way = fel != null
                    ? new Way("fel", fel, line, path, "fel.uboot and fel.start", false)
                    : new Way("sdp", imx, line, path, stream ? "sdp.stream" : "sdp.load and sdp.start", stream);
        }
        if (way == null && (fel != null || nxp.isPresent())) {
            log.missing(
                    firmware.line(),
                    soc + FIRMWARE,
                    "has no " + key + ": the recipe begins where U-Boot is in fastboot");
        }
        return way;
    }
}
