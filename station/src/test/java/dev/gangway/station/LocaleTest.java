package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of files that a locale without a charset does not have. */
class LocaleTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private record Ended(int code, String text) {}

    private static Ended run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), text);
    }

    /** The start script, with a Java that only tells its locale. */
    @ParameterizedTest
    @CsvSource({"C, C.UTF-8", "POSIX, C.UTF-8", "'', C.UTF-8", "C.utf8, C.utf8"})
    void theStartScriptSeesToALocaleThatHasAllNames(String given, String expected)
            throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/bench-verbs"), "fel\n");
        Path script = Files.copy(Path.of("src/dist/bin/gangway"), bin.resolve("gangway"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"locale $LC_ALL\"\n");
        for (Path program : List.of(script, java)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        }

        Ended ended = run(
                List.of("bash", script.toString(), "check"), Map.of("LC_ALL", given, "JAVA_HOME", folder.toString()));

        assertThat(ended).isEqualTo(new Ended(0, "locale " + expected + "\n"));
    }

    @Test
    void aNameThatTheLocaleDoesNotHaveIsToldAndIsNoStackTrace() throws IOException, InterruptedException {
        Path config =
                Files.writeString(folder.resolve("station.yaml"), "kind: station\nstation: s\ndata: \"d\\u00e4ta\"\n");
        List<String> command = new ArrayList<>(ProductJvm.command(List.of("-XX:TieredStopAtLevel=1")));
        command.addAll(List.of("--config", config.toString(), "check"));

        Ended ended = run(command, Map.of("LC_ALL", "C"));

        assertThat(ended.text()).contains("cannot be the name of a file in this locale: set LC_ALL=C.UTF-8");
        assertThat(ended.text()).doesNotContain("at dev.gangway");
        assertThat(ended.code()).isEqualTo(ExitCode.ENVIRONMENT);
    }
}
