package dev.gangway.station.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exporter as a process of its own: no emulator outlives it, however it ends. */
@Tag("lab")
class LabBoardsLabTest {
    private static final Pattern CONTROL = Pattern.compile("exporting on \\d+, control on (\\d+)");
    private static final Pattern EMULATOR = Pattern.compile("1f3a:efe8 emulator=(\\d+) alive trouble=no");

    @TempDir
    private Path folder;

    @Test
    void anEmulatorDiesWithItsExporter() throws Exception {
        Process exporter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LabBoards.class.getName(),
                        "0",
                        "0",
                        folder.toString())
                .start();
        try (BufferedReader said = exporter.inputReader();
                LabControl rig = new LabControl("127.0.0.1:"
                        + found(
                                CONTROL,
                                said.lines()
                                        .filter(l -> l.contains("exporting"))
                                        .findFirst()
                                        .orElseThrow()))) {
            rig.ask("plug 1 emulated-h3");
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> EMULATOR.matcher(rig.ask("state 1")).find());
            ProcessHandle emulator = ProcessHandle.of(Long.parseLong(found(EMULATOR, rig.ask("state 1"))))
                    .orElseThrow();

            exporter.destroyForcibly();

            await().atMost(Duration.ofMinutes(2)).until(() -> !emulator.isAlive());
            assertThat(exporter.waitFor()).isEqualTo(137);
        } finally {
            exporter.destroyForcibly();
        }
    }

    private static String found(Pattern pattern, String text) {
        Matcher match = pattern.matcher(text);
        assertThat(match.find()).as(text).isTrue();
        return match.group(1);
    }
}
