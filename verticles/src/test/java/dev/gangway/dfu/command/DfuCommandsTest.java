package dev.gangway.dfu.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.shell.ExitCode;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.virtual.dfu.DfuBoard;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway dfu} on virtual boards. */
class DfuCommandsTest {
    @TempDir
    Path folder;

    private VerbsOnHub bench;

    @BeforeEach
    void hub() {
        bench = new VerbsOnHub(new DfuCommands(), folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private DfuBoard plug(int port, String spec) {
        return bench.plug(DfuBoard.class, port, spec);
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
