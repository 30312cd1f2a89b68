package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.shell.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in a process of its own, whose standard output can't be written. */
class UnwrittenOutputTest {
    private static final File FULL_DISK = new File("/dev/full");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeEach
    void thereIsALedgerAndAnImage() throws LedgerException, IOException {
        H2Ledger.open(folder, Clock.systemUTC()).close();
        Files.write(folder.resolve("some.bin"), new byte[1000]);
    }

    private Process start(ProcessBuilder.Redirect out, String words) throws IOException {
        List<String> command =
                new ArrayList<>(ProductJvm.command(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Xshare:auto")));
        command.addAll(List.of(words.replace("FOLDER", folder.toString()).split(" ")));
        return new ProcessBuilder(command).redirectOutput(out).start();
    }

    private static String errorsOf(Process process) throws IOException, InterruptedException {
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return errors;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--data FOLDER ledger export --format csv",
                "--data FOLDER ledger verify",
                "--data FOLDER --json outbox status",
                "--json image info FOLDER/some.bin",
                "image info FOLDER/some.bin",
                "--help",
            })
    void aFullDiskIsFourWithTheReason(String words) throws IOException, InterruptedException {
        Process process = start(ProcessBuilder.Redirect.to(FULL_DISK), words);

        assertThat(errorsOf(process)).contains("the output cannot be written: No space left on device");
        assertThat(process.exitValue()).isEqualTo(ExitCode.ENVIRONMENT);
    }

    @Test
    void aNamedFileOnAFullDiskIsFourWithTheReason() throws IOException, InterruptedException {
        Process process =
                start(ProcessBuilder.Redirect.DISCARD, "--data FOLDER ledger export --format csv --out " + FULL_DISK);

        assertThat(errorsOf(process)).contains("the output cannot be written: No space left on device");
        assertThat(process.exitValue()).isEqualTo(ExitCode.ENVIRONMENT);
    }

    @Test
    void aReaderThatHasGoneIsToldNothing() throws IOException, InterruptedException {
        Process process = start(ProcessBuilder.Redirect.PIPE, "image info FOLDER/some.bin");
        process.getInputStream().close();

        assertThat(errorsOf(process)).isEmpty();
        assertThat(process.exitValue()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aFailureOfTheCommandItselfKeepsItsCode() throws IOException, InterruptedException {
        Process process =
                start(ProcessBuilder.Redirect.to(FULL_DISK), "--data FOLDER ledger verify --head " + "a".repeat(64));

        assertThat(errorsOf(process)).contains("No space left on device");
        assertThat(process.exitValue()).isEqualTo(ExitCode.NOT_PASSED);
    }
}
