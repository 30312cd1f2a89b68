package dev.gangway.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Sighting;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import dev.gangway.net.CallerBus;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.spark.SparkRig;
import dev.gangway.virtual.spark.AirApplication;
import dev.gangway.virtual.spark.AirBoard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gangway spark} on virtual Cores that connect to the bench. */
class SparkCommandsTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private SparkRig rig;

    @BeforeEach
    void listen() throws IOException {
        rig = new SparkRig(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private record Connected(CallerBus hub, Sighting seen) implements BenchBoard {
        @Override
        public PortPath port() {
            return seen.port();
        }

        @Override
        public int bus() {
            return 1;
        }

        @Override
        public int device() {
            return 0;
        }

        @Override
        public Optional<String> usbSerial() {
            return Optional.empty();
        }

        @Override
        public <C extends Channel> C open(Class<C> over) throws FailureException {
            try {
                return hub.open(seen.port(), seen.deviceKey(), over);
            } catch (ChannelException e) {
                throw e.asFailure("opening");
            }
        }
    }

    /** The Cores of a line that names this port, or none. */
    private record Cores(CallerBus bus, Optional<PortPath> named) implements BenchBoards {
        @Override
        public List<BenchBoard> survey() {
            return bus.survey().stream()
                    .filter(seen -> named.isEmpty() || seen.port().equals(named.get()))
                    .<BenchBoard>map(seen -> new Connected(bus, seen))
                    .toList();
        }

        @Override
        public boolean isNarrowed() {
            return named.isPresent();
        }
    }

    private int run(Optional<PortPath> named, String... words) {
        Caller caller = new Caller(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder);
        return new SparkCommands().run(new Cores(rig.bus(), named), caller, List.of(words));
    }

    private int on(AirBoard board, String... words) {
        return run(Optional.of(PortPath.caller(board.id())), words);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aCoreThatConnectsWithinTheTimeIsSpokenTo() {
        AirBoard board = rig.plug(1, "version=7");

        assertThat(on(board, "ping")).as("%s", errors()).isEqualTo(ExitCode.OK);
        assertThat(on(board, "describe")).isEqualTo(ExitCode.OK);
        assertThat(on(board, "signal", "on")).isEqualTo(ExitCode.OK);
        assertThat(printed())
                .containsPattern("tcp:" + board.id() + ": [0-9]+ ms")
                .contains("product 0, version 7", "flashcrc");
    }

    @Test
    void allThatConnectAreListed() {
        AirBoard one = rig.plug(1, "version=1");
        AirBoard other = rig.plug(2, "version=2");

        assertThat(run(Optional.empty(), "list", "--wait", "1")).isEqualTo(ExitCode.OK);

        assertThat(printed())
                .contains("tcp:" + one.id() + "  product 0  version 1", "tcp:" + other.id() + "  product 0  version 2");
    }

    @Test
    void firmwareIsInstalledAndTheCoreIsWaitedFor() throws IOException {
        AirBoard board = rig.plug(1, "");

        for (int version : new int[] {8, 9}) {
            byte[] firmware = AirApplication.image(5_000, 0, version, version);
            Files.write(folder.resolve("firmware.bin"), firmware);
            int code = version == 8 ? on(board, "flash", "firmware.bin") : on(board, "--fast", "flash", "firmware.bin");

            assertThat(code).as("%s", errors()).isEqualTo(ExitCode.OK);
            assertThat(printed()).contains("5000 bytes sent", "installed: product 0, version " + version);
            assertThat(Arrays.copyOf(board.application(), firmware.length)).isEqualTo(firmware);
        }
    }

    @Test
    void firmwareThatWasNotInstalledIsNoSuccess() throws IOException {
        Files.write(folder.resolve("firmware.bin"), AirApplication.image(2_000, 0, 9, 3));
        AirBoard board = rig.plug(1, "fault=not-installed");

        assertThat(on(board, "flash", "firmware.bin")).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(errors()).contains("spark: error: the Core is back and does not say");
    }

    @Test
    void filesGoToTheExternalFlashAndCanBeReadByTheFirmware() throws IOException {
        byte[] data = new byte[3_000];
        Arrays.fill(data, (byte) 0x5a);
        Files.write(folder.resolve("data.bin"), data);
        AirBoard board = rig.plug(1, "");

        assertThat(on(board, "write", "0x90000", "data.bin")).as("%s", errors()).isEqualTo(ExitCode.OK);
        assertThat(on(board, "factory", "data.bin")).isEqualTo(ExitCode.OK);
        assertThat(on(board, "call", "flashcrc", "90000,bb8")).isEqualTo(ExitCode.OK);

        assertThat(board.flash(0x90000, data.length)).isEqualTo(data);
        assertThat(board.flash(0x20000, data.length)).isEqualTo(data);
        CRC32 crc = new CRC32();
        crc.update(data);
        assertThat(printed()).contains(Integer.toString((int) crc.getValue()));
    }

    /** Its own key and its server's lie there. */
    @Test
    void whatMustNotGoThereDoesNot() throws IOException {
        Files.write(folder.resolve("data.bin"), new byte[100]);
        AirBoard board = rig.plug(1, "");

        for (String address : List.of("0x1000", "0x60000", "0x80001", "2097152")) {
            assertThat(on(board, "write", address, "data.bin")).as(address).isNotEqualTo(ExitCode.OK);
        }
        assertThat(board.flash(0, 0x200000)).containsOnly(0xff);
    }

    @Test
    void aCoreThatDoesNotConnectIsMissed() {
        int code = run(Optional.of(PortPath.caller("53ff6c065067544840551187")), "-w", "0", "ping");

        assertThat(code).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(errors()).startsWith("gangway: that Core did not connect");
    }

    @Test
    void theFirstToConnectIsNotTakenForTheOneThatIsMeant() {
        rig.plug(1, "");

        assertThat(run(Optional.empty(), "ping")).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains("say which Core with --port");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dance | knows no verb",
                "write 0x80000 | does not go with 1 words",
                "write here data.bin | no address",
                "--wait soon list | a number of seconds",
                "signal blue | on or off",
                "reset now | dfu, reboot or safe-mode",
                "--fast ping | goes with flash only",
                "--slow ping | no option --slow",
            })
    void wrongWordsAreRefusedBeforeACoreIsWaitedFor(String words, String why) {
        String[] line = words.split(" ");

        assertThat(new SparkCommands().problem(List.of(line), false))
                .hasValueSatisfying(told -> assertThat(told).contains(why));
        assertThat(run(Optional.empty(), line)).isEqualTo(ExitCode.INVALID);
    }
}
