package dev.gangway.rpiboot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.rpiboot.RpibootBoard;
import dev.gangway.virtual.rpiboot.SampleBootFiles;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway rpiboot} on virtual boards. */
class RpibootCommandsTest {
    private static final int PORTS = 2;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(PORTS);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private record OnHub(VirtualHub hub, VirtualAttach attach) implements BenchBoard {
        @Override
        public PortPath port() {
            return attach.path();
        }

        @Override
        public int bus() {
            return 1;
        }

        @Override
        public int device() {
            return 7;
        }

        @Override
        public Optional<String> usbSerial() {
            return Optional.ofNullable(attach.identity().serial());
        }

        @Override
        public <C extends Channel> C open(Class<C> over) throws FailureException {
            try {
                return hub.open(attach.path(), attach.deviceKey(), over);
            } catch (ChannelException e) {
                throw e.asFailure("opening");
            }
        }
    }

    private RpibootBoard plug(int port, String spec) {
        RpibootBoard board = (RpibootBoard) BoardSpec.parse(spec, port).plug(hub, port, pages, line -> {});
        there(port, 0);
        return board;
    }

    private void there(int port, long before) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> hub.attach(port)
                .filter(attach -> attach.deviceKey() > before)
                .isPresent());
    }

    private List<BenchBoard> survey() {
        return IntStream.rangeClosed(1, PORTS)
                .mapToObj(hub::attach)
                .flatMap(Optional::stream)
                .<BenchBoard>map(attach -> new OnHub(hub, attach))
                .toList();
    }

    private int run(String line) {
        Caller caller = new Caller(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder);
        return new RpibootCommands().run(this::survey, caller, List.of(line.split(" ")));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    @Test
    void listsBoardsAndTheirStages() {
        plug(1, "rpiboot:serial=7a3c9001");
        plug(2, "rpiboot:soc=bcm2835");

        assertThat(run("--list")).isZero();

        assertThat(printed().lines())
                .containsExactly("virtual:1\tbcm2711\tboot ROM\t7a3c9001", "virtual:2\tbcm2835\tboot ROM\t");
    }

    @Test
    void aFolderWithAnArchiveStartsABoard() throws Exception {
        RpibootBoard board = plug(1, "rpiboot:serial=7a3c9001");
        Files.createDirectory(folder.resolve("files"));
        Files.write(folder.resolve("files/bootfiles.bin"), SampleBootFiles.archive(SampleBootFiles.files(70_000, 3)));

        assertThat(run("-d files")).as("%s", errors()).isZero();

        assertThat(board.served()).containsExactly("config.txt", "boot.img");
        assertThat(printed().lines())
                .contains(
                        "Sending bootcode4.bin",
                        "Second stage boot server",
                        "MAC_ADDR: d8:3a:dd:7a:3c:90",
                        "File read: boot.img",
                        "Second stage boot server done");
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        plug(1, "rpiboot:");
        Files.createDirectory(folder.resolve("empty"));

        assertThat(run("-d nowhere")).isEqualTo(ExitCode.INVALID);
        assertThat(run("-d empty")).isEqualTo(ExitCode.INVALID);
        assertThat(run("files")).isEqualTo(ExitCode.INVALID);
        plug(2, "rpiboot:");
        assertThat(run("-d empty")).isEqualTo(ExitCode.INVALID);

        assertThat(errors())
                .contains(
                        "there is no folder",
                        "there is no bootcode4.bin among the files",
                        "rpiboot is written: rpiboot -d DIRECTORY",
                        "choose one with --port, of [virtual:1, virtual:2]");
    }
}
