package dev.gangway.uboot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.protocol.FileServers;
import dev.gangway.serve.BoardFiles;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.Terminal;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.step.UbootProtocol;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's terminal at the board's prompt. */
class RawShellTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private VerbsOnHub bench;

    private final List<String> terminal = new CopyOnWriteArrayList<>();
    private final PipedOutputStream fingers = new PipedOutputStream();

    @BeforeEach
    void begin() {
        bench = new VerbsOnHub(
                new UbootProtocol(
                                FileServers.NONE,
                                (address, port) -> BoardFiles.open(address, port, 0),
                                new BundleSources(folder.resolve("cache"), Map.of()))
                        .bench()
                        .orElseThrow(),
                folder);
        bench.plug(ConsoleBoard.class, 1, "uboot-console:pace=none,serial=RK-7");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Terminal.Raw set() {
        terminal.add("raw");
        return () -> terminal.add("as before");
    }

    private CompletableFuture<Integer> shell() throws IOException {
        PipedInputStream keys = new PipedInputStream(fingers);
        return CompletableFuture.supplyAsync(() -> bench.run(keys, this::set, "bootloader-shell"));
    }

    private void type(String keys) throws IOException {
        fingers.write(keys.getBytes(StandardCharsets.ISO_8859_1));
        fingers.flush();
    }

    private void awaitShown(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bench.printed()).contains(text));
    }

    @Test
    void keysGoToTheBoardAsTheyAreTypedUntilThePersonLeaves() throws Exception {
        CompletableFuture<Integer> ended = shell();
        awaitShown("At U-Boot's prompt; control-] leaves it.\r\n");
        type("echo he");
        awaitShown("=> echo he");
        type("llo there; printenv serial#\r");
        awaitShown("hello there\r\nserial#=RK-7\r\n");
        assertThat(terminal).containsExactly("raw");
        type("\u001d");

        assertThat(ended.get()).isEqualTo(ExitCode.OK);
        assertThat(terminal).containsExactly("raw", "as before");
    }

    @Test
    void whatIsTypedBehindTheKeyThatLeavesGoesNowhere() throws Exception {
        CompletableFuture<Integer> ended = shell();
        awaitShown("leaves it");
        type("\u001dreset\r");

        assertThat(ended.get()).isEqualTo(ExitCode.OK);
        assertThat(bench.printed()).doesNotContain("reset");
    }

    @Test
    void aBoardThatIsPulledGivesTheTerminalBack() throws Exception {
        CompletableFuture<Integer> ended = shell();
        awaitShown("=> ");
        bench.unplug(1);

        assertThat(ended.get()).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(terminal).containsExactly("raw", "as before");
        assertThat(bench.errors()).contains("uboot: error: ");
    }
}
