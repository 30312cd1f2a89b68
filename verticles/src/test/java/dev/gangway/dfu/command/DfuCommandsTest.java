package dev.gangway.dfu.command;

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
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway dfu} on virtual boards. */
class DfuCommandsTest {
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

    private DfuBoard plug(int port, String spec) {
        DfuBoard board = (DfuBoard) BoardSpec.parse(spec, port).plug(hub, port, pages, line -> {});
        await().until(() -> hub.attach(port).isPresent());
        return board;
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
        return new DfuCommands().run(this::survey, caller, List.of(line.split(" ")));
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
    void listsBoardsAndTheirMemoriesAsDfuUtilDoes() {
        plug(1, "spark-core:serial=8D70");
        plug(2, "dfu:starts=application,serial=APP");

        assertThat(run("-l")).isZero();

        assertThat(printed().lines())
                .containsExactly(
                        "Found DFU: [1d50:607f] ver=0100, devnum=7, path=\"virtual:1\", alt=0, name=\"@Internal Flash   "
                                + "/0x08000000/20*001Ka,108*001Kg\", serial=\"8D70\"",
                        "Found DFU: [1d50:607f] ver=0100, devnum=7, path=\"virtual:1\", alt=1, name=\"@SPI Flash : SST25x"
                                + "/0x00000000/512*004Kg\", serial=\"8D70\"",
                        "Found Runtime: [1209:0002] ver=0100, devnum=7, path=\"virtual:2\", alt=0, name=\"application\","
                                + " serial=\"APP\"");
    }

    @Test
    void writesAndReadsWithDfuUtilsOptions() throws Exception {
        DfuBoard board = plug(1, "spark-core:pace=none");
        Files.write(folder.resolve("in"), new byte[] {1, 2, 3, 4, 5});

        assertThat(run("-a 1 -s 0x80000 -D in")).as("%s", errors()).isZero();
        assertThat(run("-a 1 -s 0x80000:5 -U out")).as("%s", errors()).isZero();

        assertThat(board.read(0, 0x80000, 6)).containsExactly(1, 2, 3, 4, 5, 0xff);
        assertThat(folder.resolve("out")).hasBinaryContent(new byte[] {1, 2, 3, 4, 5});
        assertThat(run("-a 1 -s 0x80000:5 -U out")).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains("is not written over");
        assertThat(folder.resolve("out")).hasBinaryContent(new byte[] {1, 2, 3, 4, 5});
    }

    @Test
    void keysAreOnlyWrittenByForce() throws Exception {
        DfuBoard board = plug(1, "spark-core:pace=none");
        Files.write(folder.resolve("in"), new byte[] {1});

        assertThat(run("-a 1 -s 0x2000 -D in")).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains("private key", ":force");
        assertThat(run("-a 1 -s 0x2000:force -D in")).isZero();

        assertThat(board.read(0, 0x2000, 1)).containsExactly(1);
    }

    @Test
    void anApplicationIsDetachedFirst() throws Exception {
        DfuBoard board = plug(1, "dfu:starts=application,block=0ms");
        Files.write(folder.resolve("in"), new byte[] {1, 2, 3});

        assertThat(run("-a firmware -D in -R")).as("%s", errors()).isZero();

        assertThat(board.read(0, 0, 4)).containsExactly(1, 2, 3);
        await().until(board::runsApplication);
    }

    @Test
    void ofSeveralBoardsNoneIsTakenUnlessOneIsMeant() throws Exception {
        DfuBoard second = plug(2, "dfu:serial=two,block=0ms");
        plug(1, "dfu:serial=one,block=0ms");
        Files.write(folder.resolve("in"), new byte[] {9});

        assertThat(run("-D in")).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains("choose one with --port, of [virtual:1, virtual:2]");
        assertThat(run("-S two -D in")).isZero();
        assertThat(second.read(0, 0, 2)).containsExactly(9);
        assertThat(run("-d 0483:df11 -D in")).isEqualTo(ExitCode.NOT_FOUND);
    }
}
