package dev.gangway.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
    @TempDir
    Path folder;

    @Test
    void neverSaysThePathAndNothingElse() throws IOException {
        Path file = folder.resolve("deep/x");
        String name = file.toString();

        assertThat(FileTrouble.told(new AccessDeniedException(name)))
                .isEqualTo(name + ": permission denied for user " + System.getProperty("user.name") + " (" + folder
                        + " belongs to " + Files.getOwner(folder).getName()
                        + "); give it to that user or correct its permissions");
        assertThat(FileTrouble.told(new NoSuchFileException(name))).isEqualTo(name + " does not exist");
        assertThat(FileTrouble.told(new NotDirectoryException(name))).isEqualTo(name + " is no folder");
        assertThat(FileTrouble.told(new FileSystemException(name))).isEqualTo(name + ": FileSystemException");
        assertThat(FileTrouble.told(new FileSystemException(name, null, "No space left on device")))
                .isEqualTo(name + ": No space left on device");
        assertThat(FileTrouble.told(new IOException())).isEqualTo("IOException");
    }
}
