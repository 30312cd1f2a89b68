package dev.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gangway.recipe.ImageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
    private static final ImageSpec SPEC = new ImageSpec(
            "sub/a-{{nand_pages}}.bin", ImageSpec.ImageFormat.RAW, false, ImageSpec.Verification.READBACK);

    @TempDir
    Path folder;

    private Path closed(Path one) throws IOException {
        Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(one), "whoever may read everything cannot test this");
        return one;
    }

    @Test
    void findsWhatFitsInOrder() throws IOException {
        Files.createDirectories(folder.resolve("sub/deep"));
        Path b = Files.createFile(folder.resolve("sub/a-20.bin"));
        Path a = Files.createFile(folder.resolve("sub/a-10.bin"));
        Files.createFile(folder.resolve("sub/deep/a-10.bin"));
        Files.createDirectory(folder.resolve("sub/a-30.bin"));

        assertThat(ImageFiles.matching(SPEC, folder)).containsExactly(a, b);
        assertThat(ImageFiles.matching(SPEC, folder.resolve("none"))).isEmpty();
    }

    @Test
    void aFolderThatMayNotBeReadHidesNothingBesideIt() throws IOException {
        Files.createDirectories(folder.resolve("sub"));
        Path image = Files.createFile(folder.resolve("sub/a-10.bin"));
        Path lost = closed(Files.createDirectory(folder.resolve("lost+found")));
        try {
            assertThat(ImageFiles.matching(SPEC, folder)).containsExactly(image);
        } finally {
            Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFolderThatMayNotBeReadItselfIsToldAsSuch() throws IOException {
        closed(folder);
        try {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> ImageFiles.matching(SPEC, folder));
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
