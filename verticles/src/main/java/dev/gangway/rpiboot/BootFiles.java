package dev.gangway.rpiboot;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.TarFile;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files that a board may ask for. */
@FunctionalInterface
public interface BootFiles {
    /**
     * A file by its name, which may begin with a folder's.
     *
     * @throws FailureException HOST_IO when it is there and cannot be read
     */
    Optional<ImageData> find(String name) throws FailureException;

    /**
     * Those of a tar archive, as Raspberry Pi's {@code bootfiles.bin} is one.
     *
     * @throws FailureException IMAGE_INVALID when it is none
     */
    static BootFiles ofTar(ImageData data) throws FailureException {
        try {
            TarFile tar = TarFile.parse(data);
            return tar::find;
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** Those of a folder. What a name would reach outside of it is not there, by links neither. */
    static BootFiles ofFolder(Path folder) {
        return name -> {
            try {
                Path root = folder.toRealPath();
                Path file = root.resolve(name);
                if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(root)) {
                    return Optional.empty();
                }
                return Optional.of(ImageData.map(file));
            } catch (IOException e) {
                throw new FailureException(FailureKind.HOST_IO, name + " cannot be read: " + e.getMessage(), e);
            }
        };
    }

    /** The first that has it decides: a folder may lay files of its own over an archive. */
    default BootFiles orElse(BootFiles others) {
        return name -> {
            Optional<ImageData> mine = find(name);
            return mine.isPresent() ? mine : others.find(name);
        };
    }

    /**
     * What a board with this chip means by a name: a file for the chip alone goes first, and nothing outside is meant.
     */
    default Optional<ImageData> findFor(BroadcomChip chip, String name) throws FailureException {
        if (name.contains("..") || name.startsWith("/") || name.contains("\\") || name.indexOf(0) >= 0) {
            return Optional.empty();
        }
        Optional<ImageData> own = find(chip.folder() + "/" + name);
        return own.isPresent() ? own : find(name);
    }
}
