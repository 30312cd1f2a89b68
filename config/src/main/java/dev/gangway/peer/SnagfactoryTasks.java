package dev.gangway.peer;

import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks of one chip as steps. One use, one thread. */
final class SnagfactoryTasks {
    private static final String IMAGE = "image";
    private static final String OFFSET = "image-offset";

    private final RecipeDraft draft;
    private final PeerLog log;
    private final FastbootDraft fastboot;
    private final @Nullable Runnable again;
    private String device = "";
    private boolean moved;
    private @Nullable String downloaded;

    /**
     * Begins.
     *
     * @param again adds the steps that load U-Boot once more; null = the recipe has none
     */
    SnagfactoryTasks(RecipeDraft draft, PeerLog log, Path folder, @Nullable Runnable again) {
        this.draft = draft;
        this.log = log;
        this.fastboot = new FastbootDraft(draft, log, folder);
        this.again = again;
    }

    void all(YamlList tasks) {
        for (YamlNode node : tasks.items()) {
            if (!(node instanceof YamlMap entry)) {
                log.missing(node.line(), node.described(), "is no task");
            } else if (!entry.has("task")) {
                settings(entry);
            } else {
                task(entry);
            }
        }
    }

    private void settings(YamlMap entry) {
        entry.entries().forEach((key, value) -> {
            int line = entry.lineOf(key);
            String text = value instanceof YamlScalar scalar ? scalar.text() : "";
            switch (key) {
                case "target-device" -> {
                    if (device.isEmpty()) {
                        device = text;
                        log.taken(
                                line,
                                key + ": " + text,
                                "the medium that U-Boot's fastboot was built for; it has to be this");
                    } else if (!text.equals(device)) {
                        moved = true;
                        log.missing(
                                line,
                                key + ": " + text,
                                "a recipe writes to the one medium of U-Boot's fastboot: what"
                                        + " follows is left out");
                    }
                }
                case "fb-buffer-addr", "fb-buffer-size", "eraseblk-size" ->
                    log.needless(
                            line,
                            key + ": " + text,
                            "the station writes by U-Boot's fastboot, which knows its own buffer and medium");
                default -> log.missing(line, key + ": " + text, "is no setting that is taken over");
            }
        });
    }

    private void task(YamlMap entry) {
        String task = entry.text("task", "");
        int line = entry.lineOf("task");
        for (String key : entry.entries().keySet()) {
            if (!Set.of("task", "args").contains(key)) {
                log.missing(entry.lineOf(key), key, "is no key of a task that is taken over: task and args are");
            }
        }
        if (moved) {
            log.missing(line, "task: " + task, "is for another medium, as the setting before it says");
            return;
        }
        YamlList args = entry.findList("args");
        switch (task) {
            case "run" -> args.items().forEach(this::command);
            case "gpt" -> gpt(line, args);
            case "mtd-parts" -> mtdParts(line, args);
            case "flash" -> args.items().forEach(item -> flash(item, "part"));
            case "reset" -> reset(line, "task: reset");
            case "prompt-operator" -> prompt(line, entry.findMap("args"));
            case "emmc-hwpart" ->
                log.missing(
                        line,
                        "task: emmc-hwpart",
                        "partitions of an eMMC's hardware are for ever: do that by hand, once");
            default -> log.missing(line, "task: " + task, "is no task that is taken over");
        }
    }

    private void command(YamlNode node) {
        String text = node instanceof YamlScalar scalar ? scalar.text().strip() : "";
        int line = node.line();
        int colon = text.indexOf(':');
        String verb = colon < 0 ? text : text.substring(0, colon).strip();
        String rest = colon < 0 ? "" : text.substring(colon + 1).strip();
        switch (verb.replace('_', '-')) {
            case "getvar" -> log.needless(line, text, "it only asks; nothing on the board is other for it");
            case "download" -> {
                downloaded = rest;
                log.taken(line, text, "the image of the flash or boot behind it");
            }
            case "flash" -> loaded(line, text).ifPresent(file -> fastboot.flash(line, text, file, rest, Map.of()));
            case "boot" -> loaded(line, text).ifPresent(file -> fastboot.boot(line, text, file));
            case "flash-sparse" -> {
                int last = rest.lastIndexOf(':');
                if (last > 0) {
                    fastboot.flash(line, text, rest.substring(0, last), rest.substring(last + 1), Map.of());
                } else {
                    log.missing(line, text, "expected flash_sparse:FILE:PARTITION");
                }
            }
            case "oem-run", "ucmd" -> fastboot.shell(line, text, rest, Map.of());
            case "acmd" -> fastboot.leaving(line, text, rest);
            case "erase" -> fastboot.erase(line, text, rest, Map.of());
            case "oem-format" -> fastboot.oem(line, text, "format", Map.of());
            case "oem-partconf" -> fastboot.oem(line, text, "partconf " + rest, Map.of());
            case "oem-bootbus" -> fastboot.oem(line, text, "bootbus " + rest, Map.of());
            case "continue", "reboot", "reboot-bootloader" -> fastboot.leave(line, text, "fastboot." + verb);
            default ->
                log.missing(
                        line, text.isEmpty() ? node.described() : text, "is no fastboot command that is taken over");
        }
    }

    private Optional<String> loaded(int line, String text) {
        if (downloaded == null) {
            log.missing(line, text, "no download stands before it");
        }
        return Optional.ofNullable(downloaded);
    }

    private void flash(YamlNode node, String partition) {
        if (!(node instanceof YamlMap entry)) {
            log.missing(node.line(), node.described(), "is nothing to flash: part and image are needed");
            return;
        }
        String part = scalar(entry, partition);
        String image = scalar(entry, IMAGE);
        String what = IMAGE + ": " + image + " to " + part;
        int line = entry.lineOf(IMAGE);
        if (partition.equals("part")) {
            only(entry, Set.of("part", IMAGE, OFFSET));
        }
        if (!zero(entry, OFFSET)) {
            log.missing(
                    line,
                    what,
                    "an offset inside a partition is not served over fastboot: make a partition that begins there");
            return;
        }
        if (part.matches("hwpart [0-9]")) {
            // U-Boot's names, of builds with CONFIG_FASTBOOT_MMC_BOOT_SUPPORT and CONFIG_FASTBOOT_MMC_USER_SUPPORT.
            int number = part.charAt(part.length() - 1) - '0';
            part = number == 0 ? device : device + "boot" + (number - 1);
            if (!device.matches("mmc[0-9]") || number > 2) {
                log.missing(line, what, "only the user area and two boot areas of an mmc have names in fastboot");
                return;
            }
        }
        fastboot.flash(line, what, image, part, Map.of());
    }

    private void gpt(int line, YamlList args) {
        List<String> commands = new ArrayList<>(List.of("setenv partitions"));
        boolean sound = device.matches("mmc[0-9]");
        for (YamlNode node : args.items()) {
            if (!(node instanceof YamlMap entry)) {
                log.missing(node.line(), node.described(), "is no partition");
                return;
            }
            sound &= only(entry, Set.of("name", "size", "start", "bootable", "uuid", "type", IMAGE, OFFSET));
            List<String> keys = new ArrayList<>(List.of("name=" + scalar(entry, "name")));
            for (String key : List.of("start", "size")) {
                if (entry.has(key)) {
                    OptionalLong bytes = bytes(scalar(entry, key));
                    sound &= bytes.isPresent();
                    keys.add(key + "=" + bytes.orElse(0));
                }
            }
            if (entry.flag("bootable", false)) {
                keys.add("bootable");
            }
            for (String key : List.of("uuid", "type")) {
                if (entry.has(key)) {
                    keys.add(key + "=" + scalar(entry, key));
                }
            }
            sound &= entry.has("name") && entry.has("size");
            for (int i = 0; i < keys.size(); i++) {
                String end = i + 1 < keys.size() ? "," : ";";
                commands.add("setenv partitions \"${partitions}" + keys.get(i) + end + "\"");
            }
        }
        commands.add(
                "gpt write mmc " + (device.isEmpty() ? "" : device.substring(device.length() - 1)) + " ${partitions}");
        if (!sound || commands.stream().anyMatch(command -> !command.matches("[ -~]+"))) {
            log.missing(
                    line,
                    "task: gpt",
                    "a partition has a name and a size in bytes or with k, M, G, and the target-device is an" + " mmc");
            return;
        }
        fastboot.shell(line, "task: gpt", commands, "write the partition table");
        images(args);
    }

    private void mtdParts(int line, YamlList args) {
        List<String> commands = new ArrayList<>(List.of("setenv mtdparts mtdparts=" + device + ":"));
        String comma = "";
        for (YamlNode node : args.items()) {
            if (!(node instanceof YamlMap entry)
                    || !only(entry, Set.of("name", "size", "start", "ro", IMAGE, OFFSET))
                    || bytes(scalar(entry, "size")).isEmpty()
                    || (entry.has("start") && bytes(scalar(entry, "start")).isEmpty())) {
                log.missing(line, "task: mtd-parts", "a partition has a name and a size, and start and size are bytes");
                return;
            }
            String place = entry.has("start")
                    ? String.format("@0x%x", bytes(scalar(entry, "start")).getAsLong())
                    : "";
            commands.add(String.format(
                    Locale.ROOT,
                    "setenv mtdparts \"${mtdparts}%s0x%x%s\"",
                    comma,
                    bytes(scalar(entry, "size")).getAsLong(),
                    place));
            commands.add("setenv mtdparts \"${mtdparts}(" + scalar(entry, "name") + ")"
                    + (entry.flag("ro", false) ? "ro" : "") + "\"");
            comma = ",";
        }
        commands.add("mtdparts");
        fastboot.shell(line, "task: mtd-parts", commands, "set the partitions");
        images(args);
    }

    private void images(YamlList args) {
        args.maps().stream().filter(entry -> entry.has(IMAGE)).forEach(entry -> flash(entry, "name"));
    }

    private void reset(int line, String what) {
        if (again == null) {
            log.missing(line, what, "the board would be in its boot ROM again, from where the recipe can't start it");
            return;
        }
        draft.step("fastboot.acmd", "reset", "reset", Map.of());
        again.run();
        log.taken(line, what, "fastboot.acmd of reset, and U-Boot is loaded again");
    }

    private void prompt(int line, YamlMap args) {
        only(args, Set.of("prompt", "reset-before"));
        String text = scalar(args, "prompt");
        if (text.isEmpty() || text.length() > 200) {
            log.missing(line, "task: prompt-operator", "a question has 1 to 200 characters");
            return;
        }
        boolean reset = args.flag("reset-before", false);
        if (reset && again == null) {
            log.missing(
                    line,
                    "reset-before",
                    "the board would be in its boot ROM again, from where the recipe can't start it");
            return;
        }
        if (reset) {
            draft.step("fastboot.acmd", "reset", "reset", Map.of());
        }
        draft.step("ask", RecipeDraft.quoted(text), "ask " + text, Map.of("answers", "{ DONE: pass }"));
        if (reset && again != null) {
            again.run();
        }
        log.taken(line, "task: prompt-operator", "ask");
    }

    private boolean only(YamlMap entry, Set<String> known) {
        boolean all = true;
        for (String key : entry.entries().keySet()) {
            if (!known.contains(key)) {
                all = false;
                log.missing(
                        entry.lineOf(key),
                        key,
                        "is no key that is taken over: "
                                + String.join(", ", known.stream().sorted().toList()) + " are");
            }
        }
        return all;
    }

    private static String scalar(YamlMap entry, String key) {
        return entry.get(key) instanceof YamlScalar scalar ? scalar.text() : "";
    }

    private static boolean zero(YamlMap entry, String key) {
        return !entry.has(key) || bytes(scalar(entry, key)).equals(OptionalLong.of(0));
    }

    /** A count of bytes, with k, M or G behind it or without. */
    private static OptionalLong bytes(String text) {
        if (text.matches("0x[0-9a-fA-F]{1,12}")) {
            return OptionalLong.of(Long.parseLong(text.substring(2), 16));
        }
        if (!text.matches("[0-9]{1,12}[kKmMgG]?")) {
            return OptionalLong.empty();
        }
        String digits = text.replaceAll("[^0-9]", "");
        int shift =
                switch (text.substring(digits.length()).toLowerCase(Locale.ROOT)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    default -> 0;
                };
        return OptionalLong.of(Long.parseLong(digits) << shift);
    }
}
