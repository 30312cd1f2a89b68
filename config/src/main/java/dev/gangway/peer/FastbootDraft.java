package dev.gangway.peer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What peers have U-Boot's fastboot do, as steps of a recipe. Each method says what became of the line that it is for. */
final class FastbootDraft {
    /** U-Boot's fastboot takes 64 characters, less the word before. */
    private static final int LONGEST_COMMAND = 56;

    private final RecipeDraft draft;
    private final PeerLog log;
    private final Path folder;

    FastbootDraft(RecipeDraft draft, PeerLog log, Path folder) {
        this.draft = draft;
        this.log = log;
        this.folder = folder;
    }

    /** An image to a partition. */
    void flash(int line, String what, String image, String partition, Map<String, String> more) {
        Optional<String> name = image(line, what, image);
        if (name.isEmpty()) {
            return;
        }
        if (!partition.matches("[!-~]{1,64}")) {
            log.missing(line, what, "\"" + partition + "\" is no partition's name");
            return;
        }
        Map<String, String> keys = new LinkedHashMap<>(Map.of("partition", RecipeDraft.quoted(partition)));
        keys.putAll(more);
        draft.step("fastboot.flash", name.get(), "flash " + partition, keys);
        log.taken(line, what, "fastboot.flash of " + name.get() + " to " + partition);
    }

    /** The image that a file is, or says that there is none. */
    Optional<String> image(int line, String what, String file) {
        Optional<String> name = draft.image(folder.resolve(file), "raw");
        if (name.isEmpty()) {
            log.missing(
                    line,
                    what,
                    "there is no file " + folder.resolve(file).normalize() + "; put it there and import again");
        }
        return name;
    }

    /** A command of U-Boot's shell that has to end well. */
    void shell(int line, String what, String command, Map<String, String> more) {
        if (fits(line, what, command)) {
            draft.step("fastboot.ucmd", RecipeDraft.quoted(command), "run " + command, more);
            log.taken(line, what, "fastboot.ucmd");
        }
    }

    /** Commands of U-Boot's shell that belong together. */
    void shell(int line, String what, List<String> commands, String title) {
        for (String command : commands) {
            if (!fits(line, what, command)) {
                return;
            }
        }
        draft.step("fastboot.ucmd", RecipeDraft.quoted(String.join("\n", commands) + "\n"), title, Map.of());
        log.taken(line, what, "fastboot.ucmd, " + commands.size() + " commands");
    }

    /** A command of U-Boot's shell from which the board does not come back to fastboot. */
    void leaving(int line, String what, String command) {
        if (fits(line, what, command)) {
            draft.step("fastboot.acmd", RecipeDraft.quoted(command), "run " + command + " and leave", Map.of());
            log.taken(line, what, "fastboot.acmd");
        }
    }

    /** A command of the boot loader's own. */
    void oem(int line, String what, String command, Map<String, String> more) {
        if (fits(line, what, command)) {
            draft.step("fastboot.oem", RecipeDraft.quoted(command), "oem " + command, more);
            log.taken(line, what, "fastboot.oem");
        }
    }

    void erase(int line, String what, String partition, Map<String, String> more) {
        if (partition.matches("[!-~]{1,64}")) {
            draft.step("fastboot.erase", RecipeDraft.quoted(partition), "erase " + partition, more);
            log.taken(line, what, "fastboot.erase");
        } else {
            log.missing(line, what, "\"" + partition + "\" is no partition's name");
        }
    }

    void boot(int line, String what, String file) {
        image(line, what, file).ifPresent(image -> {
            draft.step("fastboot.boot", image, "start " + image, Map.of());
            log.taken(line, what, "fastboot.boot");
        });
    }

    /** Continue, or one of the reboots. */
    void leave(int line, String what, String verb) {
        draft.step(verb, verb.substring(verb.indexOf('.') + 1));
        if (verb.equals("fastboot.reboot-bootloader") || verb.equals("fastboot.reboot-fastboot")) {
            await(true);
        }
        log.taken(line, what, verb);
    }

    /** Waits for fastboot. */
    void await(boolean afresh) {
        draft.step(
                "await",
                "fastboot",
                "wait for fastboot",
                afresh ? Map.of("afresh", "true", "timeout", "60s") : Map.of("timeout", "60s"));
    }

    private boolean fits(int line, String what, String command) {
        if (command.isBlank() || command.length() > LONGEST_COMMAND) {
            log.missing(
                    line,
                    what,
                    "a command over fastboot has 1 to " + LONGEST_COMMAND + " characters, this one " + command.length()
                            + "; put it into U-Boot's environment, and run that");
            return false;
        }
        if (command.contains("{{") || !command.matches("\\P{Cntrl}+")) {
            log.missing(line, what, "\"{{\" and control characters mean something else in recipes");
            return false;
        }
        return true;
    }
}
