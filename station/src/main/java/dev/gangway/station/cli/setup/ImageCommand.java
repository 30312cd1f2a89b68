package dev.gangway.station.cli.setup;

import dev.gangway.image.ImageInfo;
import dev.gangway.model.FileTrouble;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway image}: what a file is, and whether it is sound. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Image files.",
        subcommands = {ImageConvertCommand.class, ImageBuildCommand.class})
public final class ImageCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    Root root() {
        return root;
    }

    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            description = "Says what a file is and whether it is sound; exit code 2 when one is not.")
    int info(@Parameters(arity = "1..*", paramLabel = "FILE", description = "image files") List<Path> files) {
        boolean sound = true;
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new CommandFailure(ExitCode.INVALID, "there is no file " + file);
            }
            try {
                ImageInfo info = ImageInfo.describe(file);
                sound &= info.sound();
                print(file, info);
            } catch (IOException e) {
                throw new CommandFailure(ExitCode.ENVIRONMENT, file + " cannot be read: " + FileTrouble.told(e));
            }
        }
        return sound ? ExitCode.OK : ExitCode.INVALID;
    }

    private void print(Path file, ImageInfo info) {
        if (root.globals().json()) {
            var json = JsonOut.object()
                    .put("file", file.toString())
                    .put("kind", info.kind())
                    .put("sound", info.sound())
                    .put("bytes", info.bytes())
                    .put("sha256", info.sha256().hex());
            var lines = json.putArray("lines");
            info.lines().forEach(lines::add);
            JsonOut.line(json);
            return;
        }
        System.out.printf("%s: %s, %s%n", file, info.kind(), info.sound() ? "sound" : "NOT SOUND");
        info.lines().forEach(line -> System.out.println("  " + line));
        System.out.printf("  %d bytes, sha256 %s%n", info.bytes(), info.sha256().hex());
    }
}
