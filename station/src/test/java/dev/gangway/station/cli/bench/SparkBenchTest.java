package dev.gangway.station.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway spark} and {@code gangway enrol} from their command lines on, as far as no Core is needed. */
class SparkBenchTest {
    private static final String ID = "53ff6c065067544840551187";

    /** Making a key takes a while. */
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private String config(String cloud) throws IOException {
        return Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: test-1
                line: Line T
                bus: { type: virtual, ports: 2 }
                """ + cloud).toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private CommandRun run(String config, String... words) {
        String[] line = new String[words.length + 4];
        line[0] = "--config";
        line[1] = config;
        line[2] = "--data";
        line[3] = folder.resolve("data").toString();
        System.arraycopy(words, 0, line, 4, words.length);
        return CommandRun.of(line);
    }

    @Test
    void withoutACloudNobodyCanConnect() throws IOException {
        CommandRun ended = run(config(""), "spark", "-w", "0", "list");

        assertThat(ended.code()).isEqualTo(ExitCode.INVALID);
        assertThat(ended.err()).contains("has no \"cloud\"");
    }

    @Test
    void theBenchListensWhereTheStationWould() throws IOException {
        String config = config("cloud: { host: 127.0.0.1, port: " + freePort() + ", serverKey: "
                + keys.resolve("cloud.pem") + ", devices: cores }\n");

        assertThat(run(config, "spark", "-w", "0", "list").code()).isEqualTo(ExitCode.OK);
        CommandRun missed = run(config, "spark", "--port", "tcp:" + ID, "-w", "0", "ping");

        assertThat(missed.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(missed.err()).contains("that Core did not connect");
        assertThat(keys.resolve("cloud.pem")).exists();
    }

    @Test
    void aStationThatRunsHasTheAddress() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String config = config("cloud: { host: 127.0.0.1, port: " + taken.getLocalPort() + ", serverKey: "
                    + keys.resolve("cloud.pem") + ", devices: cores }\n");

            CommandRun ended = run(config, "spark", "-w", "0", "list");

            assertThat(ended.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(ended.err()).contains("cannot listen for boards on 127.0.0.1");
        }
    }

    @Test
    void whoShallBeEnrolledHasToBeThereAndToHaveAnId() throws IOException {
        String config = config("cloud: { host: 127.0.0.1, serverKey: cloud.pem, devices: cores }\n");

        CommandRun nobody = run(config, "enrol", "--id", ID);
        assertThat(nobody.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(nobody.err()).contains("no board in DFU mode", "hold MODE");
        CommandRun wrong = run(config, "enrol", "--id", "4711");
        assertThat(wrong.code()).isEqualTo(ExitCode.INVALID);
        assertThat(wrong.err()).contains("24 hex digits");
        assertThat(run(config, "enrol", "--id", ID, "--server", "line1:99999").code())
                .isEqualTo(ExitCode.INVALID);
    }
}
