package dev.gangway.station.cli.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process has mapped from outside of Java and the machine's own libraries lies in its data folder. */
class NativeFoldersTest {
    @TempDir
    Path home;

    @Test
    void everyNativeLibraryIsLoadedFromTheDataFolder() throws Exception {
        List<String> foreign = foreign();

        assertThat(foreign)
                .as("what is mapped from outside")
                .allMatch(path -> path.startsWith(home.resolve("data/native") + "/"))
                .anyMatch(path -> path.endsWith("libusb4java.so"))
                .anyMatch(path -> path.endsWith("libjSerialComm.so"))
                .anyMatch(path -> path.endsWith("libjnidispatch.so"))
                .anyMatch(path -> path.endsWith("libzstd-jni.so"))
                .anyMatch(path -> path.endsWith("libsnappyjava.so"));
        for (String path : foreign) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(path))))
                    .as(path)
                    .isEqualTo("rwx------");
        }
        try (Stream<Path> left = Files.list(home.resolve("tmp"))) {
            assertThat(left).as("what is left where others can write").isEmpty();
        }
    }

    @Test
    void aLibraryThatSomebodyChangedIsReplacedBeforeItIsLoaded() throws Exception {
        foreign();
        Path library = home.resolve("data/native/zstd/libzstd-jni.so");
        byte[] sound = Files.readAllBytes(library);
        Files.writeString(library, "not a library");

        assertThat(foreign()).contains(library.toString());
        assertThat(library).hasBinaryContent(sound);
    }

    /** Starts the process with a temporary folder of its own and returns which files it runs that are not the machine's. */
    private List<String> foreign() throws IOException, InterruptedException {
        Path temporary = Files.createDirectories(home.resolve("tmp"));
        Path java = Path.of(System.getProperty("java.home"));
        Process process = new ProcessBuilder(
                        java.resolve("bin/java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NativesInUse.class.getName(),
                        home.resolve("data").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines()
                .filter(line -> line.startsWith("/"))
                .filter(line -> !line.startsWith("/usr/lib") && !line.startsWith("/lib"))
                .filter(line -> !line.startsWith(java.toString()))
                .toList();
    }
}
