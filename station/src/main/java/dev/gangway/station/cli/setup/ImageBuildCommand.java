package dev.gangway.station.cli.setup;

import dev.gangway.format.FormatException;
import dev.gangway.image.build.ChipImages;
import dev.gangway.image.build.ChipNand;
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
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway image build}: the images of a board, of what was compiled for it. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BOARD",
        description = "Builds the images of a board.")
final class ImageBuildCommand {
    static final class Nands implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ChipNand.values()).map(ChipNand::word).iterator();
        }
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private ImageCommand image;

    @Command(
            name = "chip-nand",
            mixinStandardHelpOptions = true,
            description = {
                "The folder that the recipe for C.H.I.P. and C.H.I.P. Pro takes with --images: SPL pages with ECC, padded"
                        + " U-Boot, a sparse UBI image with UBIFS, SHA256SUMS. It is there whole or not at all.",
                "Needs Debian's mtd-utils, and fakeroot or root."
            })
    int chipNand(
            @Option(
                            names = "--uboot",
                            required = true,
                            paramLabel = "DIR",
                            description =
                                    "where U-Boot was compiled: spl/sunxi-spl.bin or sunxi-spl.bin, u-boot-dtb.bin")
                    Path uboot,
            @Option(
                            names = "--rootfs",
                            required = true,
                            paramLabel = "FILE",
                            description = "tar archive of the root file system, plain, gz, bz2, xz or zst")
                    Path rootfs,
            @Option(
                            names = "--nand",
                            required = true,
                            paramLabel = "NAND",
                            completionCandidates = Nands.class,
                            description = "the board's chip: ${COMPLETION-CANDIDATES}")
                    String nand,
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "the new folder") Path out) {
        ChipNand chip = ChipNand.ofWord(nand)
                .orElseThrow(() -> invalid("--nand " + nand + ": there are "
                        + Arrays.stream(ChipNand.values()).map(ChipNand::word).collect(Collectors.joining(", "))));
        if (!Files.isDirectory(uboot)) {
            throw invalid("--uboot: there is no folder " + uboot);
        }
        ChipImages build = new ChipImages(uboot, rootfs, chip, out);
        Thread stop = new Thread(build::stop, "build-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            tell(out, build.build());
            return ExitCode.OK;
        } catch (FormatException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (FileAlreadyExistsException e) {
            throw invalid("--out: " + e.getFile() + " is there already; name a new folder, or remove it");
        } catch (IOException e) {
            String told = FileTrouble.told(e);
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT,
                    out + " was not made: " + told
                            + (told.contains("No space left")
                                    ? "; nothing of it is left, make room and do it again"
                                    : ""));
        } finally {
            forget(stop);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs.
        }
    }

    private void tell(Path out, ChipImages.Built built) {
        if (image.root().globals().json()) {
            for (ChipImages.Part part : built.files()) {
                JsonOut.line(JsonOut.object()
                        .put("file", out.resolve(part.name()).toString())
                        .put("kind", part.info().kind())
                        .put("bytes", part.info().bytes())
                        .put("sha256", part.info().sha256().hex()));
            }
            return;
        }
        for (ChipImages.Part part : built.files()) {
            System.out.printf(
                    "%s: %s, %d bytes%n",
                    out.resolve(part.name()), part.info().kind(), part.info().bytes());
        }
        built.notes().forEach(note -> System.out.println("  " + note));
    }

    private static CommandFailure invalid(String message) {
        return new CommandFailure(ExitCode.INVALID, message);
    }
}
