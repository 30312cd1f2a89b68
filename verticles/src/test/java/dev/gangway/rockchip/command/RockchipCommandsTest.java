package dev.gangway.rockchip.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.virtual.rockchip.RockchipBoard;
import dev.gangway.virtual.rockchip.SampleLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway rockchip} on virtual boards. */
class RockchipCommandsTest {
    @TempDir
    Path folder;

    private VerbsOnHub bench;

    @BeforeEach
    void hub() {
        bench = new VerbsOnHub(new RockchipCommands(), folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private RockchipBoard plug(int port, String spec) {
        return bench.plug(RockchipBoard.class, port, spec);
    }

    private int run(String words) {
        return bench.run(words);
    }

    private String printed() {
        return bench.printed();
    }

    private String errors() {
        return bench.errors();
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

        long rom = bench.seen(1, 0);
        assertThat(run("db loader.bin")).as("%s", errors()).isZero();
        bench.seen(1, rom);
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
