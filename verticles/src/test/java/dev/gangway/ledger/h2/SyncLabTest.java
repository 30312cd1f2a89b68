package dev.gangway.ledger.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the operating system, through Debian's {@code strace}, whether a sync happens before each acknowledgement. */
@Tag("lab")
class SyncLabTest {
    @TempDir
    Path folder;

    @Test
    void theKernelSeesASyncBetweenTwoAcknowledgements() throws Exception {
        Path trace = folder.resolve("trace");
        Process station = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-e",
                        "trace=write,fsync,fdatasync,msync",
                        "-s",
                        "16",
                        "-o",
                        trace.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingStation.class.getName(),
                        folder.resolve("station").toString(),
                        "1",
                        "20",
                        "1")
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(station.waitFor(120, TimeUnit.SECONDS)).isTrue();

        assertThat(station.exitValue()).isZero();
        assertThat(acknowledgementsWithoutSync(trace)).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("out"))).hasSize(20 + 20 + 16);
    }

    /** The acknowledgements that were written to the standard output with no sync since the one before. */
    private static List<String> acknowledgementsWithoutSync(Path trace) throws IOException {
        int[] syncs = {0};
        try (Stream<String> lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> {
                        if (line.contains("fsync(") || line.contains("fdatasync(") || line.contains("msync(")) {
                            syncs[0]++;
                        }
                        boolean acknowledged = line.matches(".*write\\(1, \"(OPENED|ATTEMPT|CLOSED) .*");
                        boolean without = acknowledged && syncs[0] == 0;
                        if (acknowledged) {
                            syncs[0] = 0;
                        }
                        return without;
                    })
                    .toList();
        }
    }
}
