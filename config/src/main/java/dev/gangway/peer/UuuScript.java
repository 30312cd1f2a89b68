package dev.gangway.peer;

import dev.gangway.format.FormatException;
import dev.gangway.soc.NxpSoc;
import dev.gangway.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Scripts of NXP's uuu: a line is {@code PROTOCOL[options]: command arguments}. The boot ROM of one chip takes commands (SDP),
 * that of another a stream (SDPS), and uuu does what fits the board that shows up: each of the two gets a recipe.
 */
final class UuuScript implements PeerFile {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_]+)\\s*(\\[[^\\]]*\\])?\\s*:\\s*(.*)");

    private static final Set<String> PROTOCOLS = Set.of("CFG", "SDP", "SDPS", "SDPU", "SDPV", "FB", "FBK");

    /**
     * A command.
     *
     * @param options what stands in brackets, without them
     * @param words its command and arguments
     */
    record Line(int number, String text, String protocol, String options, List<String> words) {
        String command() {
            return words.isEmpty() ? "" : words.get(0).toLowerCase(Locale.ROOT);
        }

        /** All behind the command, as it is written. */
        String rest() {
            String all = text.substring(text.indexOf(':') + 1).strip();
            int blank = all.indexOf(' ');
            return blank < 0 ? "" : all.substring(blank + 1).strip();
        }
    }

    @Override
    public PeerImport read(Path source) throws FormatException, IOException {
        Path file = Files.isDirectory(source) ? source.resolve("uuu.auto") : source;
        if (Files.size(file) > YamlReader.MAX_BYTES) {
            throw new FormatException(file + " is larger than 1 MiB; is it a script of uuu?");
        }
        PeerLog log = new PeerLog();
        List<Line> lines = lines(Files.readString(file, StandardCharsets.UTF_8), log);
        Path folder = file.toAbsolutePath().normalize().resolveSibling("");
        String name = RecipeDraft.fileName(String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", ""));
        boolean commands = lines.stream().anyMatch(line -> line.protocol().equals("SDP"));
        boolean stream = lines.stream().anyMatch(line -> line.protocol().equals("SDPS"));
        List<DraftRecipe> recipes = new ArrayList<>();
        if (commands) {
            add(recipes, lines, log, folder, stream ? name + "-sdp" : name, "SDP", file);
        }
        if (stream) {
            PeerLog own = commands ? new PeerLog() : log;
            add(recipes, lines, own, folder, commands ? name + "-sdps" : name, "SDPS", file);
            if (commands) {
                // The lines that both recipes have are told once.
                Set<Integer> streamed = lines.stream()
                        .filter(line -> line.protocol().equals("SDPS"))
                        .map(Line::number)
                        .collect(Collectors.toSet());
                own.all().stream().filter(one -> streamed.contains(one.line())).forEach(log.all()::add);
            }
        }
        if (!commands && !stream) {
            add(recipes, lines, log, folder, name, "FB", file);
        }
        return new PeerImport(recipes, log.all());
    }

    private static void add(
            List<DraftRecipe> recipes, List<Line> lines, PeerLog log, Path folder, String name, String rom, Path file) {
        List<String> chips = NxpSoc.ALL.stream()
                .filter(soc -> (soc.takes() == NxpSoc.Takes.COMMANDS) == rom.equals("SDP"))
                .map(NxpSoc::name)
                .filter(chip -> !rom.equals("FB") && !chip.equals("uboot-spl"))
                .distinct()
                .toList();
        RecipeDraft draft =
                new RecipeDraft("As uuu's " + file.getFileName(), rom.equals("FB") ? "fastboot" : "sdp", chips);
        UuuCommands steps = new UuuCommands(draft, log, folder, rom);
        lines.forEach(steps::add);
        if (!draft.empty()) {
            recipes.add(draft.recipe(name, "uuu's " + file.getFileName()));
        }
    }

    private static List<Line> lines(String text, PeerLog log) throws FormatException {
        List<Line> lines = new ArrayList<>();
        String[] all = text.split("\r?\n", -1);
        boolean any = false;
        for (int i = 0; i < all.length; i++) {
            String line = all[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (line.toLowerCase(Locale.ROOT).startsWith("uuu_version")) {
                log.needless(i + 1, line, "which uuu may run the script means nothing to a recipe");
                any = true;
            } else if (!matcher.matches()) {
                log.missing(i + 1, line, "is no \"PROTOCOL: command\" of uuu");
            } else {
                any |= PROTOCOLS.contains(String.valueOf(matcher.group(1)).toUpperCase(Locale.ROOT));
                String options = matcher.group(2) == null ? "" : matcher.group(2);
                lines.add(new Line(
                        i + 1,
                        line,
                        String.valueOf(matcher.group(1)).toUpperCase(Locale.ROOT),
                        options.isEmpty()
                                ? ""
                                : options.substring(1, options.length() - 1).strip(),
                        words(String.valueOf(matcher.group(3)))));
            }
        }
        if (!any) {
            throw new FormatException("no line of it is a command of uuu such as \"FB: flash …\"");
        }
        return lines;
    }

    /** Words, of which one with blanks stands in double quotes. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(text);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : String.valueOf(word.group(2)));
        }
        return words;
    }
}
