package dev.gangway.rockchip.command;

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
import dev.gangway.virtual.rockchip.RockchipBoard;
import dev.gangway.virtual.rockchip.SampleLoader;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway rockchip} on virtual boards. */
class RockchipCommandsTest {
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

    private RockchipBoard plug(int port, String spec) {
        RockchipBoard board = (RockchipBoard) BoardSpec.parse(spec, port).plug(hub, port, pages, line -> {});
        there(port, 0);
        return board;
    }

    private long there(int port, long before) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> hub.attach(port)
                .filter(attach -> attach.deviceKey() > before)
                .isPresent());
        return hub.attach(port).orElseThrow().deviceKey();
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
        return new RockchipCommands().run(this::survey, caller, List.of(line.split(" ")));
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
    void listsBoardsAsRkdeveloptoolDoes() {
        plug(1, "rockchip:");
        plug(2, "rockchip:soc=rk3568,starts=loader");

        assertThat(run("ld")).isZero();

        assertThat(printed().lines())
                .containsExactly(
                        "DevNo=1\tVid=0x2207,Pid=0x330c,LocationID=virtual:1\tMaskrom",
                        "DevNo=2\tVid=0x2207,Pid=0x350a,LocationID=virtual:2\tLoader");
    }

    @Test
    void aBoardIsLoadedWrittenAndReadWithRkdeveloptoolsWords() throws Exception {
        RockchipBoard board = plug(1, "rockchip:pace=none,size=16M");
        byte[] bytes = new byte[1500];
        bytes[3] = 7;
        Files.write(folder.resolve("in"), bytes);
        Files.write(folder.resolve("loader.bin"), SampleLoader.make("rk3399", 700, 900, 1, 5));

        long rom = there(1, 0);
        assertThat(run("db loader.bin")).as("%s", errors()).isZero();
        there(1, rom);
        assertThat(run("wl 0x40 in")).as("%s", errors()).isZero();
        assertThat(run("rl 64 2 out")).as("%s", errors()).isZero();

        assertThat(board.read(64 * 512, 1500)).isEqualTo(bytes);
        assertThat(folder.resolve("out")).hasBinaryContent(Arrays.copyOf(bytes, 1024));
        assertThat(run("rl 64 2 out")).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains("is not written over");
        assertThat(run("rl 32767 2 beyond")).isEqualTo(ExitCode.INVALID);
        assertThat(folder.resolve("beyond")).doesNotExist();
    }

    @Test
    void tellsWhatALoaderTells() {
        plug(1, "rockchip:starts=loader,size=16M");

        assertThat(List.of(run("td"), run("rid"), run("rfi"), run("rci"), run("rcb")))
                .containsOnly(0);

        assertThat(printed())
                .contains(
                        "Test Device OK.",
                        "Flash ID: 45 4D 4D 43 20",
                        "Flash Size: 32768 Sectors",
                        "Chip Info: 43 30 33 33",
                        "Capability: 05 00");
    }

    @Test
    void wordsThatDoNotFitAreRefused() {
        plug(1, "rockchip:");
        plug(2, "rockchip:starts=loader");

        assertThat(run("wl 64")).isEqualTo(ExitCode.INVALID);
        assertThat(run("wl sixty in")).isEqualTo(ExitCode.INVALID);
        assertThat(run("rd 7")).isEqualTo(ExitCode.INVALID);
        assertThat(run("ul loader")).isEqualTo(ExitCode.INVALID);
        assertThat(run("td")).isEqualTo(ExitCode.INVALID);

        assertThat(errors())
                .contains(
                        "it is written: rockchip wl SECTOR FILE",
                        "\"sixty\" is no number of sectors",
                        "rd takes 0",
                        "no verb \"ul loader\"",
                        "choose one with --port, of [virtual:1, virtual:2]");
    }

    @Test
    void aBoardInItsBootRomSaysThatItWantsALoaderFirst() {
        plug(1, "rockchip:fault=stall@0xalways");

        assertThat(run("td")).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains("rockchip db LOADER");
    }
}
