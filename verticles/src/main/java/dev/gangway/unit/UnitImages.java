package dev.gangway.unit;

import dev.gangway.format.FormatException;
import dev.gangway.image.ImageStore;
import dev.gangway.image.PreparedImage;
import dev.gangway.image.nvs.NvsTable;
import dev.gangway.image.nvs.NvsWriter;
import dev.gangway.image.ubootenv.EnvironmentForm;
import dev.gangway.image.ubootenv.StoredEnvironment;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.MadeImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Images that are made for the unit of one attempt, in a folder of their own that only this user may read and that goes when
 * this is closed. A copy is the file system's own where it can share blocks, and never goes through this process's memory. One
 * thread; blocks.
 */
public final class UnitImages implements AutoCloseable {
    private static final String PREFIX = "unit-";

    /** What stays free for the ledger, which is on the same disk. */
    private static final long RESERVE = 64L << 20;

    private final Path below;
    private final ImageStore store;
    private Optional<Path> folder = Optional.empty();

    /** Images below this folder, which is made when it is needed. */
    public UnitImages(Path below, ImageStore store) {
        this.below = below;
        this.store = store;
    }

    /** The texts of an image's description, with the unit's values in them. */
    @FunctionalInterface
    public interface Texts {
        /** The text with its placeholders replaced. */
        String expand(String text) throws FailureException;
    }

    /** Where another image is. */
    @FunctionalInterface
    public interface Others {
        /** The image of this name. */
        PreparedImage image(String name) throws FailureException;
    }

    /** Removes what a process that was killed left here; nobody may have images below this folder. */
    public static void clean(Path below) throws IOException {
        if (!Files.isDirectory(below)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(below, PREFIX + "*")) {
            for (Path one : left) {
                remove(one);
            }
        }
    }

    /**
     * Makes an image.
     *
     * @param name its name in the recipe
     * @throws FailureException IMAGE_INVALID, IMAGE_TOO_LARGE or HOST_IO with what to do; no value of the unit is in it
     */
    public PreparedImage make(String name, ImageSpec spec, MadeImage made, Texts texts, Others others)
            throws FailureException {
        try {
            Path file = home().resolve(String.valueOf(Path.of(spec.file()).getFileName()));
            if (made instanceof MadeImage.Patched patched) {
                patch(name, copy(name, others.image(patched.of()), file), patched, texts);
            } else if (made instanceof MadeImage.Environment environment) {
                Files.write(file, environment(environment, texts, others));
            } else if (made instanceof MadeImage.Nvs nvs) {
                Files.write(
                        file,
                        NvsWriter.write(
                                NvsTable.read(texts.expand(nvs.table()), missing -> {
                                    throw new IOException("a table in a recipe names no files");
                                }),
                                nvs.size()));
            } else if (made instanceof MadeImage.Files files) {
                FileSystemFiles.put(
                        name, copy(name, others.image(files.of()), file), files, texts, home().resolve("content"));
            }
            return store.prepareAlone(name, file, spec.format());
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "image " + name + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO, "image " + name + " cannot be made: " + FileTrouble.told(e), e);
        }
    }

    private Path home() throws IOException {
        if (folder.isEmpty()) {
            Files.createDirectories(below);
            folder = Optional.of(Files.createTempDirectory(below, PREFIX, ownerOnly()));
        }
        return folder.get();
    }

    private FileAttribute<?>[] ownerOnly() {
        return below.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private Path copy(String name, PreparedImage image, Path file) throws IOException, FailureException {
        FileStore disk = Files.getFileStore(below);
        if (disk.getUsableSpace() < image.length() + RESERVE) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    "image " + name + ": its copy of " + image.length() + " bytes does not fit on the disk of " + below
                            + ": make room on it");
        }
        image.copyTo(file);
        return file;
    }

    private static void patch(String name, Path file, MadeImage.Patched patched, Texts texts)
            throws IOException, FailureException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (MadeImage.Piece piece : patched.pieces()) {
                ByteBuffer bytes = ByteBuffer.wrap(bytes(name, piece, texts.expand(piece.text())));
                if (piece.at() + bytes.remaining() > channel.size()) {
                    throw new FailureException(
                            FailureKind.IMAGE_TOO_LARGE,
                            "image " + name + ": " + bytes.remaining() + " bytes at " + piece.at()
                                    + " go beyond its end at " + channel.size() + ": mend at in the recipe");
                }
                long at = piece.at();
                while (bytes.hasRemaining()) {
                    at += channel.write(bytes, at);
                }
            }
        }
    }

    private static byte[] bytes(String name, MadeImage.Piece piece, String text) throws FailureException {
        byte[] bytes;
        if (piece.hex()) {
            if (!text.matches("([0-9A-Fa-f]{2})+")) {
                throw new FailureException(
                        FailureKind.IMAGE_INVALID,
                        "image " + name + ": what goes to byte " + piece.at()
                                + " is not pairs of hex digits: mend put, or write as: text");
            }
            bytes = HexFormat.of().parseHex(text);
        } else {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }
        if (piece.size() == 0 || bytes.length == piece.size()) {
            return bytes;
        }
        if (bytes.length > piece.size() || piece.hex()) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    "image " + name + ": what goes to byte " + piece.at() + " has " + bytes.length + " bytes, and "
                            + piece.size() + " are for it");
        }
        return Arrays.copyOf(bytes, piece.size());
    }

    private static byte[] environment(MadeImage.Environment environment, Texts texts, Others others)
            throws FailureException, FormatException, IOException {
        StoredEnvironment variables = new StoredEnvironment(Map.of());
        if (!environment.of().isEmpty()) {
            variables = StoredEnvironment.parse(
                    Files.readString(others.image(environment.of()).file(), StandardCharsets.UTF_8));
        }
        for (Map.Entry<String, String> variable : environment.variables().entrySet()) {
            variables = variables.with(variable.getKey(), texts.expand(variable.getValue()));
        }
        return variables.encode(EnvironmentForm.usual(environment.size(), environment.redundant()), 1);
    }

    private static void remove(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
                for (Path one : content) {
                    remove(one);
                }
            }
        }
        Files.deleteIfExists(folder);
    }

    @Override
    public void close() {
        if (folder.isPresent()) {
            try {
                remove(folder.get());
            } catch (IOException e) {
                // The next start removes it.
            }
            folder = Optional.empty();
        }
    }
}
