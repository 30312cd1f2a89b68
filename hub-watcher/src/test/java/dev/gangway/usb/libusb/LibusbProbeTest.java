package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the natives are loaded once a process")
class LibusbProbeTest {
    @TempDir
    Path home;

    @Test
    void saysThatAMachineHasNoUsb() {
        var findings = new LibusbProbe(home.resolve("sys"), home.resolve("dev"), home.resolve("native")).findings();

        assertThat(findings).extracting(LibusbProbe.Finding::code).containsExactly("no-usb");
        assertThat(findings.get(0).problem()).contains("virtual boards");
    }

    @Test
    void findsNothingWrongWithAMachineThatHasUsb() throws Exception {
        Files.createDirectories(home.resolve("sys"));
        Files.createDirectories(home.resolve("dev/001"));
        Files.writeString(home.resolve("dev/001/002"), "");

        assertThat(new LibusbProbe(home.resolve("sys"), home.resolve("dev"), home.resolve("native")).findings())
                .isEmpty();
    }

    @Test
    void leavesNothingInTheTemporaryDirectory() throws Exception {
        LibusbNatives.load(home.resolve("native"));
        int version = org.usb4java.LibUsb.getApiVersion();

        assertThat(version).isPositive();
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left).noneMatch(path -> {
                String name = String.valueOf(path.getFileName());
                return name.startsWith("usb4java") && isOfThisProcess(path);
            });
        }
    }

    private static boolean isOfThisProcess(Path path) {
        try {
            return Files.getLastModifiedTime(path)
                    .toInstant()
                    .isAfter(ProcessHandle.current().info().startInstant().orElseThrow());
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
