package dev.gangway.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFolderTest {
    /** Any file of a jar does: nothing is loaded here. */
    private static final String RESOURCE = "dev/gangway/natives/NativeFolder.class";

    private static final Path PLACE = Path.of("lib-1", "x", "lib.so");

    @TempDir
    Path data;

    @Test
    void aLibraryIsUnpackedForThisUserAlone() throws IOException {
        Path file = unpack();

        assertThat(file).hasBinaryContent(library());
        assertThat(rights(file)).isEqualTo("rwx------");
        for (String folder : List.of("native", "native/lib-1", "native/lib-1/x")) {
            assertThat(rights(data.resolve(folder))).as(folder).isEqualTo("rwx------");
        }
    }

    @Test
    void aFolderThatOthersCouldWriteIntoIsClosedToThem() throws IOException {
        Path open = Files.createDirectory(data.resolve("native"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        unpack();

        assertThat(rights(open)).isEqualTo("rwx------");
    }

    @Test
    void aLibraryWithOneByteChangedIsReplacedBeforeItIsLoaded() throws IOException {
        byte[] changed = library();
        changed[changed.length / 2] ^= 1;
        Files.write(unpack(), changed);

        assertThat(unpack()).hasBinaryContent(library());
    }

    @Test
    void aLinkInTheLibrarysPlaceIsReplacedAndNotFollowed() throws IOException {
        Path elsewhere = Files.write(data.resolve("elsewhere.so"), library());
        Files.delete(unpack());
        Files.createSymbolicLink(data.resolve("native").resolve(PLACE), elsewhere);

        assertThat(unpack()).isRegularFile().matches(file -> !Files.isSymbolicLink(file), "is no link");
    }

    @Test
    void aLinkInTheFoldersPlaceIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
        Files.createSymbolicLink(data.resolve("native"), elsewhere);

        assertThatThrownBy(this::unpack).isInstanceOf(IOException.class).hasMessageContaining("remove it");
    }

    @Test
    void aDataFolderThatEveryoneMayWriteIntoIsRefused() throws IOException {
        Path open = Files.createDirectory(data.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> NativeFolder.open(open.resolve("native")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod o-w " + open);
    }

    @Test
    void aLibraryThatTheJarDoesNotHaveIsAFailure() throws IOException {
        NativeFolder folder = NativeFolder.open(data.resolve("native"));

        assertThatThrownBy(() -> folder.unpack(NativeFolder.class, "no/such.so", PLACE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no/such.so");
    }

    private Path unpack() throws IOException {
        return NativeFolder.open(data.resolve("native")).unpack(NativeFolder.class, RESOURCE, PLACE);
    }

    private static byte[] library() throws IOException {
        try (var in = NativeFolder.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            assertThat(in).isNotNull();
            return in.readAllBytes();
        }
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
