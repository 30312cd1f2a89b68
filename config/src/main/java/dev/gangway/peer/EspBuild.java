package dev.gangway.peer;

import dev.gangway.format.FlasherArgs;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.soc.EspSoc;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlReader;
import dev.gangway.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds of ESP-IDF: {@code flasher_args.json} with the files that it names. */
final class EspBuild implements PeerFile {
    private static final String NAME = "flasher_args.json";
    private static final Set<String> SETTINGS =
            Set.of("--flash_mode", "--flash_freq", "--flash_size", "--flash-mode", "--flash-freq", "--flash-size");

    @Override
    public PeerImport read(Path source) throws FormatException, IOException {
        Path file = Files.isDirectory(source) ? source.resolve(NAME) : source;
        FlasherArgs args = FlasherArgs.parse(ImageData.map(file));
        YamlMap root = YamlReader.parse(file, Files.readAllBytes(file)).root();
        if (root == null) {
            throw new FormatException(file + " is no sound JSON");
        }
        PeerLog log = new PeerLog();
        List<String> chips = args.chip().map(List::of).orElseGet(() -> {
            log.needless(
                    1, "chip", "the build does not say its chip: the recipe serves all; leave yours in serves.chips");
            return Arrays.stream(EspSoc.values()).map(EspSoc::code).toList();
        });
        boolean told = chips.stream().allMatch(chip -> EspSoc.ofCode(chip).isPresent());
        if (!told) {
            throw new FormatException(file + " is for the chip " + chips.get(0) + ", which is not served");
        }
        boolean proved = !chips.contains("esp8266");
        RecipeDraft draft = new RecipeDraft(
                "ESP-IDF's build in "
                        + file.toAbsolutePath().normalize().resolveSibling("").getFileName(),
                "serial-rom",
                chips);
        if (proved) {
            draft.proved();
        }
        for (FlasherArgs.Part part : args.parts()) {
            Path image = file.resolveSibling(part.file());
            YamlMap named = root.findMap("flash_files");
            int line = named.entries().entrySet().stream()
                    .filter(one -> one.getValue() instanceof YamlScalar path
                            && path.text().equals(part.file()))
                    .map(one -> named.lineOf(one.getKey()))
                    .findFirst()
                    .orElse(1);
            String what = String.format("0x%x: %s", part.offset(), part.file());
            if (Files.isRegularFile(image)) {
                draft.beside(part.file(), image);
                log.taken(line, what, "esp.build");
            } else {
                log.missing(
                        line, what, "there is no file " + image.normalize() + "; build the project with idf.py build");
            }
        }
        draft.image(file, "text").ifPresent(image -> steps(draft, image, root, log, proved));
        return new PeerImport(
                List.of(draft.recipe(
                        RecipeDraft.fileName(String.valueOf(file.toAbsolutePath()
                                .normalize()
                                .resolveSibling("")
                                .getFileName())),
                        "ESP-IDF's " + file.getFileName())),
                log.all());
    }

    private static void steps(RecipeDraft draft, String image, YamlMap root, PeerLog log, boolean proved) {
        draft.step("await", "serial-rom", "reset it into its boot ROM", Map.of("timeout", "30s"));
        if (erases(root, log)) {
            draft.step("esp.erase", "erase the flash");
        }
        draft.step("esp.build", image, "write the flash", Map.of());
        if (proved) {
            draft.step("esp.verify", "prove the flash");
        }
        if (others(root, log)) {
            draft.step("esp.run", "start the application");
        }
    }

    /** Whether esptool would erase all of the flash first. */
    private static boolean erases(YamlMap root, PeerLog log) {
        boolean erases = false;
        String before = "";
        for (YamlNode node : root.findList("write_flash_args").items()) {
            String word = node instanceof YamlScalar scalar ? scalar.text() : "";
            if (SETTINGS.contains(before)) {
                log.taken(node.line(), before + " " + word, "esp.build, by flash_settings");
            } else if (Set.of("--erase-all", "-e").contains(word)) {
                erases = true;
                log.taken(node.line(), word, "esp.erase");
            } else if (Set.of("--compress", "-z", "--no-compress", "-u", "--no-progress", "-p")
                    .contains(word)) {
                log.needless(node.line(), word, "how the bytes travel; what the flash holds is the same");
            } else if (!SETTINGS.contains(word)) {
                log.missing(node.line(), word, "is no option of write_flash that is taken over");
            }
            before = word;
        }
        return erases;
    }

    /** Tells all other keys; whether the chip is started in the end. */
    private static boolean others(YamlMap root, PeerLog log) {
        boolean runs = true;
        for (Map.Entry<String, YamlNode> entry : root.entries().entrySet()) {
            int line = root.lineOf(entry.getKey());
            switch (entry.getKey()) {
                case "write_flash_args", "flash_files" -> {}
                case "flash_settings" -> {
                    YamlMap settings = root.findMap("flash_settings");
                    for (String key : settings.entries().keySet()) {
                        if (Set.of("flash_mode", "flash_size", "flash_freq").contains(key)) {
                            log.taken(settings.lineOf(key), key, "esp.build");
                        } else {
                            log.missing(settings.lineOf(key), key, "is no setting that is taken over");
                        }
                    }
                }
                case "extra_esptool_args" -> runs = extra(root.findMap("extra_esptool_args"), log);
                default -> {
                    if (entry.getValue() instanceof YamlMap part && part.has("offset") && part.has("file")) {
                        log.needless(line, entry.getKey(), "names a file of flash_files once more");
                    } else {
                        log.missing(line, entry.getKey(), "is no key that is taken over");
                    }
                }
            }
        }
        return runs;
    }

    private static boolean extra(YamlMap extra, PeerLog log) {
        boolean runs = true;
        for (Map.Entry<String, YamlNode> entry : extra.entries().entrySet()) {
            int line = extra.lineOf(entry.getKey());
            String value = entry.getValue() instanceof YamlScalar scalar
                    ? scalar.text().replace('-', '_')
                    : "";
            String what = entry.getKey() + ": " + value;
            switch (entry.getKey()) {
                case "chip" -> log.taken(line, what, "serves.chips");
                case "stub" -> log.needless(line, what, "the station writes by the chip's boot ROM, and needs no stub");
                case "before" -> {
                    if (Set.of("default_reset", "usb_reset").contains(value)) {
                        log.taken(line, what, "await: serial-rom");
                    } else {
                        log.needless(line, what, "the station resets a board that it can reset");
                    }
                }
                case "after" -> {
                    runs = !value.startsWith("no_reset");
                    log.taken(line, what, runs ? "esp.run" : "the chip is left in its loader");
                }
                default -> log.missing(line, what, "is no argument of esptool that is taken over");
            }
        }
        return runs;
    }
}
