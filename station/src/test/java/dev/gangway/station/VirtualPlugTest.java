package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.CommandRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station on a virtual hub runs as configured; boards are plugged in with commands beside it. */
@Timeout(120)
class VirtualPlugTest {
    @TempDir
    Path folder;

    private Path config = Path.of("unset");
    private @Nullable Process station;

    @BeforeEach
    void configure() throws IOException {
        // Neither the page's login nor an address that nobody knows beforehand matters beside the station.
        Path hash = Files.writeString(
                folder.resolve("lind.hash"),
                "pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$C1aC8FqzsBhAxKQKoEjCgQURp623wcj/YwMo31xgA5o=");
        config = Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: bench-1
                line: Line 1
                data: data
                http: { host: 127.0.0.1, port: 0, login: [{ name: lind, password: "file:%s" }] }
                bus: { type: virtual, ports: 2 }
                recipes: { folder: %s, use: [chip-pro, allwinner-fel-uboot] }
                images: { folder: images }
                ports:
                  - { port: "virtual:2", slot: "B", recipes: [allwinner-fel-uboot] }
                """.formatted(
                hash, Path.of("..", "config", "recipes").toAbsolutePath().normalize()));
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (station != null) {
            station.destroyForcibly().waitFor();
        }
    }

    private CommandRun ports(String... words) {
        List<String> all = new ArrayList<>(List.of("--config", config.toString(), "ports"));
        all.addAll(List.of(words));
        return CommandRun.of(all.toArray(String[]::new));
    }

    /** Reads what the station prints until a line has all of these. */
    private static void until(BufferedReader out, String... parts) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.add(line);
            if (List.of(parts).stream().allMatch(line::contains)) {
                return;
            }
        }
        throw new AssertionError("the station printed no line with " + List.of(parts) + " but " + seen);
    }

    @Test
    void boardsComeAndGoBesideTheRunningStation() throws Exception {
        List<String> command = ProductJvm.command(List.of());
        command.addAll(List.of("--config", config.toString(), "--json", "run"));
        Process run = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        station = run;
        BufferedReader out = run.inputReader();
        until(out, "station.ready");

        CommandRun plugged = ports("plug", "virtual:1");
        assertThat(plugged.code()).as(plugged.err()).isEqualTo(ExitCode.OK);
        until(out, "board.arrived", "virtual:1", "\"fel\"");

        assertThat(ports("plug", "virtual:1").err()).contains("a board is plugged in there already: pull it first");
        assertThat(ports("unplug", "virtual:1").code()).isEqualTo(ExitCode.OK);
        until(out, "board.left", "virtual:1");
        assertThat(ports("unplug", "virtual:1").code()).isEqualTo(ExitCode.NOT_PASSED);

        assertThat(ports("plug", "B", "fastboot:serial=mine").code()).isEqualTo(ExitCode.OK);
        until(out, "board.arrived", "virtual:2", "\"fastboot\"");
        assertThat(ports("unplug", "B").code()).isEqualTo(ExitCode.OK);

        CommandRun wrong = ports("plug", "B", "toaster");
        assertThat(wrong.code()).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(wrong.err()).contains("no virtual board is called 'toaster'");
        assertThat(ports("plug", "1-2.4").code()).isEqualTo(ExitCode.NOT_PASSED);

        // The number that the station gave the other port, which no map of the configuration has.
        assertThat(ports("plug", "02").err()).isEmpty();
        until(out, "board.arrived", "virtual:1");
        assertThat(ports("unplug", "02").code()).isEqualTo(ExitCode.OK);
        assertThat(ports("plug", "99").err()).contains("neither a slot of the running station nor a port");
        run.destroy();
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sayThatNoStationRuns() {
        CommandRun run = ports("plug", "virtual:1");

        assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(run.err()).contains("no station runs on " + folder.resolve("data"), "gangway run");
    }
}
