package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A line of bash's, for what labs have outside programs do. */
final class ShellCommand {
    private ShellCommand() {}

    /** Runs it in this folder to its end, without input, and returns what it printed; it fails with that. */
    static String need(Path folder, Duration within, String command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
                .as(command)
                .isTrue();
        String printed = Files.readString(log);
        assertThat(process.exitValue()).as(command + "\n" + printed).isZero();
        return printed;
    }
}
