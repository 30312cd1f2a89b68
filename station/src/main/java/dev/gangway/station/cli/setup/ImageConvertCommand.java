package dev.gangway.station.cli.setup;

import dev.gangway.format.FormatException;
import dev.gangway.image.convert.ConvertKind;
import dev.gangway.image.convert.ConvertPlan;
import dev.gangway.image.convert.ImageConverter;
import dev.gangway.model.FileTrouble;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway image convert}: an image file made of another. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an image file of others. The new file is there whole or not at all.",
            "raw takes the bytes out of a sparse image, a UF2 or a DfuSe file, parts each stretch into a folder; esp puts the files"
                    + " of a flasher_args.json into one for 0x0; uboot-env is made of lines NAME=VALUE, nvs of ESP-IDF's tables,"
                    + " env-text and nvs-table are the ways back."
        })
final class ImageConvertCommand implements Callable<Integer> {
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ConvertKind.values()).map(ConvertKind::word).iterator();
        }
    }

    private static final String NUMBER = "0x[0-9a-fA-F]{1,8}|[0-9]{1,10}";

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private ImageCommand image;

    @Parameters(
            arity = "2..*",
            paramLabel = "FILE",
            description = "what it is made of, FILE@ADDRESS where its place has to be said, and last the new file")
    @SuppressWarnings("NullAway.Init")
    private List<String> files;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description = "what it becomes: ${COMPLETION-CANDIDATES}")
    private String to = "";

    @Option(names = "--force", description = "write over what is there")
    private boolean force;

    @Option(
            names = "--zeros-are-empty",
            description = "sparse, bmap: leave blocks of zeros out; the medium keeps what it had there")
    private boolean zeros;

    @Option(
            names = "--block",
            paramLabel = "BYTES",
            description =
                    "sparse: its blocks; for raw NAND the erase block, such as 0x40000 (default: ${DEFAULT-VALUE})")
    private String block = String.valueOf(ConvertPlan.BLOCK);

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "uboot-env, nvs: how large the board has it, such as 0x4000")
    private @Nullable String size;

    @Option(names = "--redundant", description = "uboot-env: one of two copies, with a flag")
    private boolean redundant;

    @Option(
            names = "--flag",
            paramLabel = "N",
            description = "uboot-env: that flag, 0 to 255, the newer copy's is higher (default: ${DEFAULT-VALUE})")
    private String flag = "1";

    @Option(names = "--big-endian", description = "uboot-env: for a CPU that is")
    private boolean bigEndian;

    @Option(
            names = "--padding",
            paramLabel = "BYTE",
            description = "uboot-env: what fills the rest (default: ${DEFAULT-VALUE})")
    private String padding = "0xff";

    @Option(
            names = "--vid",
            paramLabel = "HEX",
            description = "dfu, dfuse: USB vendor id (default: ${DEFAULT-VALUE}, any)")
    private String vendor = "ffff";

    @Option(
            names = "--pid",
            paramLabel = "HEX",
            description = "dfu, dfuse: USB product id (default: ${DEFAULT-VALUE}, any)")
    private String product = "ffff";

    @Option(names = "--alt", paramLabel = "N", description = "dfuse: the memory (default: ${DEFAULT-VALUE})")
    private String alternate = "0";

    @Option(
            names = "--family",
            paramLabel = "ID",
            description = "uf2: whose board it is for; raw, parts: which is taken out")
    private @Nullable String family;

    @Override
    public Integer call() {
        ConvertKind kind = ConvertKind.ofWord(to)
                .orElseThrow(() -> invalid("--to " + to + ": there are "
                        + Arrays.stream(ConvertKind.values())
                                .map(ConvertKind::word)
                                .collect(Collectors.joining(", "))));
        Path output = Path.of(files.get(files.size() - 1));
        List<ConvertPlan.Input> inputs = files.subList(0, files.size() - 1).stream()
                .map(ImageConvertCommand::input)
                .toList();
        ConvertPlan plan = new ConvertPlan(
                inputs,
                output,
                force,
                zeros,
                size == null ? OptionalInt.empty() : OptionalInt.of((int) number("--size", size, 64 << 20)),
                redundant,
                (int) number("--flag", flag, 0xff),
                bigEndian,
                (int) number("--padding", padding, 0xff),
                (int) number("--vid", "0x" + vendor.replaceFirst("^0[xX]", ""), 0xffff),
                (int) number("--pid", "0x" + product.replaceFirst("^0[xX]", ""), 0xffff),
                (int) number("--alt", alternate, 0xff),
                family == null ? OptionalLong.empty() : OptionalLong.of(number("--family", family, 0xffff_ffffL)),
                (int) number("--block", block, 64 << 20));
        try {
            tell(output, kind, new ImageConverter(plan).make(kind));
            return ExitCode.OK;
        } catch (FormatException e) {
            throw invalid(inputs.get(0).file() + ": " + e.getMessage());
        } catch (FileAlreadyExistsException e) {
            throw invalid(e.getFile() + " is there already; --force writes over it");
        } catch (IOException e) {
            String told = FileTrouble.told(e);
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT,
                    output + " was not made: " + told
                            + (told.contains("No space left")
                                    ? "; nothing of it is left, make room and do it again"
                                    : ""));
        }
    }

    private void tell(Path output, ConvertKind kind, List<String> notes) throws IOException {
        if (image.root().globals().json()) {
            var json = JsonOut.object().put("file", output.toString()).put("kind", kind.word());
            if (Files.isRegularFile(output)) {
                json.put("bytes", Files.size(output));
            }
            var lines = json.putArray("notes");
            notes.forEach(lines::add);
            JsonOut.line(json);
            return;
        }
        System.out.println(output
                + (Files.isRegularFile(output) ? ": " + kind.word() + ", " + Files.size(output) + " bytes" : ""));
        notes.forEach(note -> System.out.println("  " + note));
    }

    /** A file that is there wins over a name with an address behind it. */
    private static ConvertPlan.Input input(String text) {
        int at = text.lastIndexOf('@');
        Path whole = Path.of(text);
        boolean placed = at > 0 && text.substring(at + 1).matches(NUMBER) && !Files.exists(whole);
        Path file = placed ? Path.of(text.substring(0, at)) : whole;
        if (!Files.isRegularFile(file)) {
            throw invalid("there is no file " + file);
        }
        return new ConvertPlan.Input(
                file,
                placed ? OptionalLong.of(number(text, text.substring(at + 1), 0xffff_ffffL)) : OptionalLong.empty());
    }

    private static long number(String what, String text, long largest) {
        if (!text.matches(NUMBER)) {
            throw invalid(what + ": \"" + text + "\" is no number such as 4096 or 0x1000");
        }
        long number = text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
        if (number > largest) {
            throw invalid(String.format(Locale.ROOT, "%s: %d at most, not %d", what, largest, number));
        }
        return number;
    }

    private static CommandFailure invalid(String message) {
        return new CommandFailure(ExitCode.INVALID, message);
    }
}
