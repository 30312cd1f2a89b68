package dev.gangway.peer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands of one script as steps, for boards with one kind of boot ROM. One script, one thread. */
final class UuuCommands {
    private static final String ADDRESS = "0x[0-9a-fA-F]{1,8}";

    private final RecipeDraft draft;
    private final PeerLog log;
    private final Path folder;
    private final String rom;
    private final FastbootDraft fastboot;
    private boolean loading;
    private boolean inFastboot;
    private boolean gone;
    private boolean done;

    UuuCommands(RecipeDraft draft, PeerLog log, Path folder, String rom) {
        this.draft = draft;
        this.log = log;
        this.folder = folder;
        this.rom = rom;
        this.fastboot = new FastbootDraft(draft, log, folder);
    }

    void add(UuuScript.Line line) {
        if (done) {
            missing(line, "stands behind \"done\", where uuu ends too; remove it, or put it before");
            return;
        }
        switch (line.protocol()) {
            case "CFG" ->
                log.needless(
                        line.number(),
                        line.text(),
                        "the station knows boot ROMs by their ids and fastboot by its interface, whatever its id");
            case "SDP", "SDPS" -> {
                if (line.protocol().equals(rom)) {
                    rom(line);
                }
            }
            case "SDPU", "SDPV" -> {
                if (line.command().equals("delay")) {
                    log.needless(line.number(), line.text(), "the station waits for the board, not for a time");
                } else {
                    missing(
                            line,
                            "a board whose SPL asks for U-Boot over SDP is not served; load an image that is both in one"
                                    + " (U-Boot's u-boot-dtb.imx, NXP's flash.bin of a chip that streams)");
                }
            }
            case "FB" -> fastboot(line);
            default -> missing(line, "\"" + line.protocol() + "\" is not served: SDP, SDPS and FB are");
        }
    }

    private void rom(UuuScript.Line line) {
        Map<String, String> keys = timeout(line);
        if (!loading) {
            draft.step("await", "sdp", "wait for serial download", Map.of("timeout", "30s"));
            loading = true;
        }
        switch (line.protocol() + " " + line.command()) {
            case "SDPS boot" ->
                option(line, "-f", "-f").flatMap(file -> image(line, file)).ifPresent(image -> {
                    draft.step("sdp.stream", image, "stream " + image, keys);
                    taken(line, "sdp.stream");
                });
            case "SDP boot" ->
                option(line, "-f", "-f").flatMap(file -> image(line, file)).ifPresent(image -> {
                    draft.step("sdp.load", image, "load " + image, keys);
                    draft.step("sdp.start", "start " + image);
                    taken(line, "sdp.load and sdp.start");
                });
            case "SDP write" -> {
                Optional<String> at = option(line, "-addr", "-f", "-addr");
                Optional<String> image =
                        at.flatMap(any -> option(line, "-f", "-f", "-addr")).flatMap(file -> image(line, file));
                if (at.isPresent() && image.isPresent() && address(line, at.get())) {
                    keys.put("at", at.get());
                    draft.step("sdp.write", image.get(), "write " + image.get(), keys);
                    taken(line, "sdp.write");
                }
            }
            case "SDP jump" ->
                option(line, "-addr", "-addr").ifPresent(at -> {
                    if (address(line, at)) {
                        draft.step("sdp.jump", at, "start what is at " + at, keys);
                        taken(line, "sdp.jump");
                    }
                });
            case "SDP done", "SDPS done" -> done(line);
            case "SDP delay", "SDPS delay" ->
                log.needless(line.number(), line.text(), "the station waits for the board, not for a time");
            default ->
                missing(
                        line,
                        "\"" + line.command() + "\" is no command that is taken over: SDP has boot, write, jump"
                                + " and done, SDPS boot and done");
        }
    }

    private void fastboot(UuuScript.Line line) {
        String command = line.command();
        if (command.equals("done")) {
            done(line);
            return;
        }
        if (command.equals("delay") || command.equals("getvar")) {
            log.needless(line.number(), line.text(), "nothing on the board is other for it");
            return;
        }
        if ((!inFastboot && !rom.equals("FB")) || gone) {
            fastboot.await(gone);
        }
        inFastboot = true;
        gone = false;
        Map<String, String> keys = timeout(line);
        int number = line.number();
        String rest = line.rest();
        switch (command) {
            case "ucmd" -> fastboot.shell(number, line.text(), rest, keys);
            case "acmd" -> {
                fastboot.leaving(number, line.text(), rest);
                gone = true;
            }
            case "oem" -> fastboot.oem(number, line.text(), rest, keys);
            case "erase" -> fastboot.erase(number, line.text(), rest, keys);
            case "flash" -> flash(line, keys);
            case "set_active" -> {
                if (rest.matches("[a-z]")) {
                    draft.step("fastboot.set-active", rest, "start from slot " + rest, keys);
                    taken(line, "fastboot.set-active");
                } else {
                    missing(line, "a slot is a letter");
                }
            }
            case "continue", "reboot" -> {
                fastboot.leave(number, line.text(), "fastboot." + command);
                gone = true;
            }
            case "reboot-bootloader" -> fastboot.leave(number, line.text(), "fastboot.reboot-bootloader");
            default ->
                missing(
                        line,
                        "\"" + command + "\" is no command of FB that is taken over: ucmd, acmd, oem, erase, flash,"
                                + " set_active, continue, reboot and done are");
        }
    }

    private void flash(UuuScript.Line line, Map<String, String> keys) {
        List<String> words = line.words().subList(1, line.words().size());
        // The station splits what is longer than the board takes by itself, and never writes what a sparse file leaves
        // out.
        List<String> plain = words.stream()
                .filter(word -> !word.equals("-raw2sparse") && !word.equals("-S"))
                .toList();
        Optional<String> other =
                plain.stream().filter(word -> word.startsWith("-")).findFirst();
        if (other.isPresent() || plain.size() != 2) {
            missing(
                    line,
                    other.map(option ->
                                    "\"" + option + "\" is no option that is taken over: it writes less than the file")
                            .orElse("expected: flash PARTITION FILE"));
            return;
        }
        String file = plain.get(1);
        if (file.matches(".*\\.(gz|bz2|zst|xz)/\\*")) {
            file = file.substring(0, file.length() - 2);
        }
        if (parameter(line, file)) {
            fastboot.flash(line.number(), line.text(), file, plain.get(0), keys);
        }
    }

    private void done(UuuScript.Line line) {
        done = true;
        taken(line, "the end of the recipe");
    }

    /** The value of an option, where all options are among those that are known. */
    private Optional<String> option(UuuScript.Line line, String wanted, String... known) {
        List<String> words = line.words();
        String value = null;
        for (int i = 1; i < words.size(); i += 2) {
            if (!List.of(known).contains(words.get(i)) || i + 1 == words.size()) {
                missing(line, "\"" + words.get(i) + "\" is no option that is taken over: " + String.join(", ", known));
                return Optional.empty();
            }
            value = words.get(i).equals(wanted) ? words.get(i + 1) : value;
        }
        if (value == null) {
            missing(line, wanted + " is missing");
        }
        return Optional.ofNullable(value);
    }

    private Optional<String> image(UuuScript.Line line, String file) {
        return parameter(line, file) ? fastboot.image(line.number(), line.text(), file) : Optional.empty();
    }

    private boolean parameter(UuuScript.Line line, String file) {
        if (!file.matches("@?_[a-zA-Z].*") || folder.resolve(file).toFile().isFile()) {
            return true;
        }
        missing(line, "\"" + file + "\" is what uuu gets on its command line; write the file's name");
        return false;
    }

    private boolean address(UuuScript.Line line, String at) {
        if (!at.matches(ADDRESS)) {
            missing(line, "\"" + at + "\" is no address such as 0x877ff400");
            return false;
        }
        return true;
    }

    /** The time-out in brackets, as a key of the step. */
    private Map<String, String> timeout(UuuScript.Line line) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (line.options().matches("-t\\s+[1-9][0-9]{0,8}")) {
            keys.put("timeout", line.options().replaceFirst("-t\\s+", "") + "ms");
        } else if (!line.options().isEmpty()) {
            missing(line, "[" + line.options() + "] is no option that is taken over: [-t MILLISECONDS] is");
        }
        return keys;
    }

    private void taken(UuuScript.Line line, String as) {
        log.taken(line.number(), line.text(), as);
    }

    private void missing(UuuScript.Line line, String why) {
        log.missing(line.number(), line.text(), why);
    }
}
