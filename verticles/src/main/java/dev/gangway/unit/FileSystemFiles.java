package dev.gangway.unit;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.program.Program;
import dev.gangway.recipe.MadeImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Puts files into an image of a file system by programs that Debian has: mtools for FAT, e2fsprogs' debugfs for ext4. What they
 * say is not shown, since it may quote what they are given.
 */
final class FileSystemFiles {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private FileSystemFiles() {}

    /**
     * Puts the files in, each in the place of one of its name.
     *
     * @param content a file that may be written meanwhile
     */
    static void put(String name, Path image, MadeImage.Files files, UnitImages.Texts texts, Path content)
            throws FailureException, IOException {
        for (Map.Entry<String, String> file : files.files().entrySet()) {
            Files.writeString(content, texts.expand(file.getValue()), StandardCharsets.UTF_8);
            boolean fat = files.kind() == MadeImage.Files.Kind.FAT;
            if (fat) {
                run(
                        name,
                        file.getKey(),
                        "mtools",
                        List.of(
                                "mcopy",
                                "-D",
                                "o",
                                "-i",
                                image + "@@" + files.at(),
                                content.toString(),
                                "::" + file.getKey()));
                continue;
            }
            if (files.at() != 0) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID,
                        "image " + name
                                + ": files go into an ext4 that begins at byte 0; make an image of the partition alone");
            }
            // debugfs ends well whatever happened: only reading back tells.
            debugfs(name, image, file.getKey(), "rm " + file.getKey());
            debugfs(name, image, file.getKey(), "write " + content + " " + file.getKey());
            Path back = content.resolveSibling("back");
            Files.deleteIfExists(back);
            debugfs(name, image, file.getKey(), "dump " + file.getKey() + " " + back);
            if (!Files.exists(back) || Files.mismatch(content, back) != -1) {
                throw refused(name, file.getKey());
            }
        }
    }

    private static void debugfs(String name, Path image, String file, String request) throws FailureException {
        run(name, file, "e2fsprogs", List.of("/sbin/debugfs", "-w", "-R", request, image.toString()));
    }

    private static void run(String name, String file, String owner, List<String> words) throws FailureException {
        Program.Ended ended;
        try {
            ended = Program.of(words).run(PATIENCE, 1);
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    "image " + name + ": there is no program " + words.get(0) + ": apt install " + owner,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(FailureKind.STOPPED_BY_PERSON, "stopped while image " + name + " was made", e);
        }
        if (ended.late()) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    "image " + name + ": " + words.get(0) + " did not end within " + PATIENCE.toSeconds() + " s");
        }
        if (ended.code() != 0) {
            throw refused(name, file);
        }
    }

    private static FailureException refused(String name, String file) {
        return new FailureException(
                FailureKind.IMAGE_INVALID,
                "image " + name + ": " + file
                        + " could not be put into it: is it an image of that file system, is its folder there, is there room?");
    }
}
