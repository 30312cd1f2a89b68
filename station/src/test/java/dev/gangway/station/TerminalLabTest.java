package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.RecipeLoader;
import dev.gangway.message.StepResult;
import dev.gangway.message.StoredJob;
import dev.gangway.recipe.Recipe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person's terminal, which util-linux's {@code script} makes: at the prompt of Debian's U-Boot in QEMU, and at a job that asks.
 */
@Tag("lab")
@Timeout(180)
class TerminalLabTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private String seen() throws IOException {
        return Files.readString(folder.resolve("seen"), StandardCharsets.ISO_8859_1);
    }

    private void awaitSeen(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen()).contains(text));
    }

    @Test
    void eachKeyGoesToTheBoardAndTheTerminalIsAsBeforeAfterwards() throws Exception {
        try (QemuUboot board = QemuUboot.start(folder, "one", 1, 1 << 20)) {
            List<String> java = ProductJvm.command(List.of("-Xmx128m"));
            java.addAll(List.of(
                    "--data",
                    folder.resolve("data").toString(),
                    "uboot",
                    "--port",
                    "serial:" + board.console(),
                    "bootloader-shell"));
            Process person = sits("stty -a; " + quoted(java) + "; echo ended $?; stty -a");
            try (OutputStream keys = person.getOutputStream()) {
                awaitSeen("At U-Boot's prompt; control-] leaves it.");
                awaitSeen("=> ");
                type(keys, "setexpr a 20 + 22; pri");
                awaitSeen("=> setexpr a 20 + 22; pri");
                type(keys, "ntenv a\r");
                awaitSeen("a=42\r\n");
                type(keys, "sleep 600\r");
                awaitSeen("sleep 600\r\n");
                type(keys, "\u0003");
                awaitSeen("<INTERRUPT>");
                type(keys, "\u001d");
                assertThat(person.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                person.destroyForcibly();
            }
            assertThat(seen()).contains("ended 0");
            List<String> settings =
                    seen().lines().filter(line -> line.contains(" icanon")).toList();
            assertThat(settings).as("what stty told before and after").hasSize(2);
            assertThat(settings.get(1)).isEqualTo(settings.get(0)).doesNotContain("-icanon");
        }
    }

    /** The job runs in a station that runs already, and asks at the terminal of whoever ordered it. */
    @Test
    void aJobThatAsksIsAnsweredAtTheTerminal() throws Exception {
        Path recipe = Files.createDirectories(folder.resolve("recipes")).resolve("chip-pro.yaml");
        Files.writeString(
                recipe,
                Files.readString(Path.of("../config/recipes/chip-pro.yaml"))
                                .replaceAll("timeout: [0-9]+[sm]", "timeout: 30s")
                                .stripTrailing()
                        + "\n  - ask: Is the blue light on?\n    name: light\n");
        Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: test
                line: Test
                data: data
                http: { host: 127.0.0.1, port: 0 }
                bus: { type: virtual, ports: 2 }
                recipes: { folder: recipes }
                """);
        Recipe loaded = new RecipeLoader(StationProtocols.language())
                .load(recipe)
                .toOptional()
                .orElseThrow();
        try (LineHarness line = LineSetup.in(folder).recipes(loaded).start()) {
            line.plug(1, TestBoard.chip(1));
            List<String> java = ProductJvm.command(List.of("-Xmx128m"));
            java.addAll(List.of("--config", folder.resolve("station.yaml").toString(), "flash"));
            java.addAll(List.of("--recipe", "chip-pro", "--port", "01", "--serial", "CP-00001"));
            Process person = sits(quoted(java) + "; echo ended $?");
            try (OutputStream keys = person.getOutputStream()) {
                awaitSeen("Is the blue light on? Type YES or NO, then Enter.");
                type(keys, "perhaps\r");
                awaitSeen("PERHAPS is no answer");
                // Nobody reads as fast as a test, so its first words may come too soon.
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(400)).until(() -> {
                    boolean taken = seen().contains("Slot 01: NO.");
                    if (!taken) {
                        type(keys, "no\r");
                    }
                    return taken;
                });
                assertThat(person.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                person.destroyForcibly();
            }
            assertThat(seen()).contains("ended 1").contains("check-failed");
            StoredJob job = line.ledger().get(0);
            assertThat(job.summary().steps())
                    .last()
                    .extracting(StepResult::facts)
                    .satisfies(facts ->
                            assertThat(facts).containsEntry("answer", "NO").containsEntry("answered-at", "terminal"));
        }
    }

    private Process sits(String commands) throws IOException {
        return new ProcessBuilder("script", "-qec", commands, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("seen").toFile())
                .start();
    }

    private static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private static void type(OutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.ISO_8859_1));
        keys.flush();
    }
}
