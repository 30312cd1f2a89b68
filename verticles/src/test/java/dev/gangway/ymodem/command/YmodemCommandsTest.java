package dev.gangway.ymodem.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.virtual.ymodem.FileBoard;
import dev.gangway.virtual.ymodem.StoredFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gangway ymodem} on virtual boards. */
class YmodemCommandsTest {
    @TempDir
    Path folder;

    private VerbsOnHub bench;

    @BeforeEach
    void hub() {
        bench = new VerbsOnHub(new YmodemCommands(), folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private FileBoard plug(int port, String spec) {
        return bench.plug(FileBoard.class, port, spec);
    }

    private int run(String... words) {
        return bench.run(List.of(words));
    }

    private String out() {
        return bench.printed();
    }

    private String err() {
        return bench.errors();
    }

    @Test
    void aFileGoesToTheBoardAndComesBack() throws Exception {
        byte[] content = {1, 2, 3, 0x1a, 0x1a, 0x1a};
        Files.write(folder.resolve("My File.bin"), content);
        FileBoard board = plug(1, "ymodem");

        assertThat(run("send", "-k", "--type", "d", "--says", "download", "My File.bin"))
                .as("%s", err())
                .isZero();
        assertThat(board.file().map(StoredFile::name)).contains("my-file.bin");
        assertThat(run("receive", "-g", "--type", "u", "--says", "upload"))
                .as("%s", err())
                .isZero();

        assertThat(folder.resolve("my-file.bin")).hasBinaryContent(content);
        assertThat(out()).contains("my-file.bin: 6 bytes");
    }

    @Test
    void whatIsThereIsNotOverwrittenUnasked() throws Exception {
        Files.write(folder.resolve("a.bin"), new byte[] {1});
        plug(1, "ymodem");
        assertThat(run("send", "--type", "d", "--says", "download", "a.bin")).isZero();
        Files.write(folder.resolve("a.bin"), new byte[] {2});

        assertThat(run("receive", "--type", "u", "--says", "upload")).isEqualTo(ExitCode.ENVIRONMENT);

        assertThat(err()).contains("a.bin is there", "-y");
        assertThat(folder.resolve("a.bin")).hasBinaryContent(new byte[] {2});
        assertThat(run("receive", "-y", "--type", "u", "--says", "upload")).isZero();
        assertThat(folder.resolve("a.bin")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void aSparkCoreIsAskedByARateAndIsNotWaitedFor() throws Exception {
        Files.write(folder.resolve("firmware.bin"), new byte[3000]);
        FileBoard board = plug(1, "spark-core-serial:pace=none,starts=application");

        assertThat(run("send", "--unasked", "--touch", "28800", "--baud", "9600", "--says", "Waiting", "firmware.bin"))
                .as("%s", err())
                .isZero();

        assertThat(board.file().map(StoredFile::content)).contains(new byte[3000]);
    }

    @Test
    void ofSeveralBoardsNoneIsChosen() {
        plug(1, "ymodem");
        plug(2, "ymodem");

        assertThat(run("send", "x")).isEqualTo(ExitCode.INVALID);
        assertThat(err()).contains("choose one with --port");
        assertThat(run("list")).isZero();
        assertThat(out()).contains("virtual:1", "virtual:2");
    }

    @Test
    void noBoardAndNoFileAreToldApart() {
        assertThat(run("send", "x")).isEqualTo(ExitCode.NOT_FOUND);
        plug(1, "ymodem");
        assertThat(run("send", "x")).isEqualTo(ExitCode.INVALID);
        assertThat(err()).contains("there is no such board", "cannot be read");
    }

    @ParameterizedTest
    @CsvSource({
        "copy, knows no verb",
        "send, needs the FILEs",
        "send -X a b, XMODEM sends one FILE",
        "send -y a, has no option -y",
        "send --baud fast a, takes a rate",
        "send a --type, needs a value",
        "receive a, the sender names the files",
        "receive -X, say the FILE",
        "receive -X -g a, does not go with -X",
        "list a, takes nothing"
    })
    void wrongWordsAreRefusedWithASentence(String words, String sentence) {
        assertThat(new YmodemCommands()
                        .problem(List.of(words.split(" ")), false)
                        .orElse(""))
                .contains(sentence);
    }

    @Test
    void manyBoardsGiveTheirFilesOneByOne() {
        assertThat(new YmodemCommands().problem(List.of("receive"), true).orElse(""))
                .contains("one --port");
        assertThat(new YmodemCommands().problem(List.of("send", "a"), true)).isEmpty();
    }

    @Test
    void helpIsNoError() {
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("send FILE", "--touch");
    }
}
