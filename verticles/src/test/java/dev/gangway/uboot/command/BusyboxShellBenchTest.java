package dev.gangway.uboot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.protocol.FileServers;
import dev.gangway.serve.BoardFiles;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.step.UbootProtocol;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gangway uboot busybox-shell BUNDLE} on a virtual board. */
@Timeout(120)
class BusyboxShellBenchTest {
    private static final String SHELL = "busybox-shell bundle --serve 127.0.0.1:0";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private VerbsOnHub bench;

    @BeforeEach
    void begin() throws IOException {
        BoardSpec spec = BoardSpec.parse("uboot-console", 1);
        spec.kind().writeImages(spec.options(), folder, 1000, 7);
        bench = new VerbsOnHub(
                new UbootProtocol(
                                FileServers.NONE,
                                (address, port) -> BoardFiles.open(address, port, 0),
                                new BundleSources(folder.resolve("cache/bundles"), Map.of()))
                        .bench()
                        .orElseThrow(),
                folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private ConsoleBoard plug() {
        return bench.plug(ConsoleBoard.class, 1, "uboot-console:pace=none");
    }

    private void awaitShown(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bench.printed()).contains(text));
    }

    @Test
    void aPersonIsAtTheShellOfTheBundlesLinuxAndNothingIsWritten() throws Exception {
        ConsoleBoard board = plug();
        PipedOutputStream fingers = new PipedOutputStream();
        PipedInputStream keys = new PipedInputStream(fingers);
        CompletableFuture<Integer> ended =
                CompletableFuture.supplyAsync(() -> bench.run(keys, () -> () -> {}, SHELL + " --variant extended"));

        awaitShown("At the shell of the board's Linux; control-] leaves it.");
        fingers.write("uname -sr; echo one two\r".getBytes(StandardCharsets.ISO_8859_1));
        fingers.flush();
        awaitShown("\nLinux 6.1.0-57-cloud-arm64\r\none two\r\n");
        fingers.write(0x1d);
        fingers.flush();

        assertThat(ended.get()).isEqualTo(ExitCode.OK);
        assertThat(bench.printed())
                .contains("dtb       extended.dtb at 0x43000000, ")
                .contains("\"poweroff -f\" at its shell, or a power cycle, ends it.");
        assertThat(board.read(0, 10_000)).containsOnly(0);
    }

    @Test
    void withoutATerminalItsLinesAreRun() {
        plug();

        int code = bench.run(
                new ByteArrayInputStream("echo one two\ncat none\nexit\necho three\n".getBytes(StandardCharsets.UTF_8)),
                SHELL);

        assertThat(code).as(bench.errors()).isZero();
        assertThat(bench.printed()).contains("\none two\n", "\nstatus 1\n").doesNotContain("three");
    }

    @Test
    void aLineThatSwitchesTheBoardOffIsTheLast() {
        plug();

        int code = bench.run(
                new ByteArrayInputStream("echo one\npoweroff -f\necho two\n".getBytes(StandardCharsets.UTF_8)), SHELL);

        assertThat(code).as(bench.errors()).isZero();
        assertThat(bench.printed())
                .contains("\none\n", "\nThe board is off.\n")
                .doesNotContain("two", "runs on in its memory");
    }

    /** No board is needed to find that out. */
    @ParameterizedTest
    @CsvSource({
        "busybox-shell --serve 127.0.0.1:0, needs a BUNDLE",
        "busybox-shell bundle, and --serve ADDRESS",
        "busybox-shell bundle disk.img --serve 127.0.0.1:0, needs a BUNDLE",
        "busybox-shell none --serve 127.0.0.1:0, there is no bundle",
        "busybox-shell bundle --serve 127.0.0.1:0 --variant emc, no variant \"emc\"",
        "busybox-shell bundle --serve 127.0.0.1:0 --to x, which writes nothing",
        "busybox-shell bundle --serve 127.0.0.1:0 --partition x, which writes nothing",
        "busybox-shell bundle --serve x, takes an address"
    })
    void wrongWordsAreNamed(String words, String why) {
        assertThat(bench.run(words)).isNotZero().isNotEqualTo(ExitCode.NOT_FOUND);
        assertThat(bench.errors()).contains(why);
    }
}
