package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A demo that a person or the system ends in mid-line. */
@Timeout(180)
class InterruptedDemoTest {
    @TempDir
    Path temporary;

    @Test
    void printsItsSummaryAndLeavesNothingBehind() throws Exception {
        List<String> command = ProductJvm.command(List.of("-Djava.io.tmpdir=" + temporary));
        command.addAll(List.of(
                "demo",
                "--auto",
                "--ports",
                "2",
                "--image-size",
                "1M",
                "--board-speed",
                "200k",
                "--recipe",
                Path.of("..", "config", "recipes", "chip-pro.yaml").toString()));
        Process demo = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = demo.inputReader()) {
            assertThat(out.readLine()).startsWith("Ready: ");
            assertThat(left()).as("it has a folder while it runs").isNotEmpty();
            // As Ctrl-C does it
            demo.toHandle().destroy();
            List<String> rest = new ArrayList<>();
            out.lines().forEach(rest::add);

            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(rest.get(rest.size() - 1)).matches("[0-9]+ passed, [0-9]+ failed, [0-9]+ aborted in .*");
            assertThat(left()).isEmpty();
        } finally {
            demo.destroyForcibly();
        }
    }

    private List<String> left() throws Exception {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("gangway"))
                    .toList();
        }
    }
}
