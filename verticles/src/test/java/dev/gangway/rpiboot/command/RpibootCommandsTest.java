package dev.gangway.rpiboot.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.virtual.rpiboot.RpibootBoard;
import dev.gangway.virtual.rpiboot.SampleBootFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway rpiboot} on virtual boards. */
class RpibootCommandsTest {
    @TempDir
    Path folder;

    private VerbsOnHub bench;

    @BeforeEach
    void hub() {
        bench = new VerbsOnHub(new RpibootCommands(), folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private RpibootBoard plug(int port, String spec) {
        return bench.plug(RpibootBoard.class, port, spec);
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
