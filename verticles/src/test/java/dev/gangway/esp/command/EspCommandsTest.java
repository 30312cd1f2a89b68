package dev.gangway.esp.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.shell.VerbsOnHub;
import dev.gangway.virtual.esp.EspBoard;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gangway esp} on virtual boards. */
class EspCommandsTest {
    private static final String BUILD =
            "0x1000 bootloader/bootloader.bin 0x8000 partition_table/partition-table.bin 0x10000 app.bin";

    @TempDir
    Path folder;

    private VerbsOnHub bench;

    @BeforeEach
    void images() throws Exception {
        bench = new VerbsOnHub(new EspCommands(), folder);
        EspKind kind = new EspKind();
        kind.writeImages(BoardOptions.of(kind, Map.of()), folder, 0, 4);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private EspBoard plug(int port, String spec) {
        return bench.plug(EspBoard.class, port, spec);
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
    void saysWhatTheChipAndItsFlashAre() {
        plug(1, "esp:chip=esp32c3,mac=60:55:f9:01:02:03,revision=4");

        assertThat(run("chip-id")).isZero();
        assertThat(run("flash_id")).isZero();
        assertThat(run("get-security-info")).isZero();

        assertThat(printed().lines())
                .containsExactly(
                        "Chip is ESP32-C3 (revision v0.4)",
                        "MAC: 60:55:f9:01:02:03",
                        "Manufacturer: ef",
                        "Device: 4016",
                        "Detected flash size: 4MB",
                        "secure boot off, flash encryption off");
    }

    @Test
    void writesVerifiesReadsErasesAndRuns() throws Exception {
        EspBoard board = plug(1, "esp:chip=esp32");
        byte[] app = Files.readAllBytes(folder.resolve("app.bin"));

        assertThat(run("--baud 921600 write-flash -fm dout -fs detect " + BUILD))
                .as(errors())
                .isZero();

        assertThat(board.read(0x1002, 2)).containsExactly(3, 0x20);
        assertThat(board.read(0x10000, app.length)).isEqualTo(app);
        assertThat(printed()).contains("Wrote " + app.length + " bytes at 0x00010000", "Hash of data verified");
        assertThat(run("verify-flash 0x10000 app.bin")).isZero();
        assertThat(run("verify-flash 0x10000 bootloader/bootloader.bin")).isEqualTo(1);
        assertThat(run("read-flash 0x10000 300 back.bin")).isZero();
        assertThat(folder.resolve("back.bin")).hasBinaryContent(Arrays.copyOf(app, 300));
        assertThat(run("run")).isZero();
        await().until(board::runsApplication);
        assertThat(run("erase-region 0x10000 0x1000")).isZero();
        assertThat(board.read(0x10000, 0x1000)).containsOnly(0xff);
        assertThat(run("erase-flash")).isZero();
        assertThat(board.read(0, 0x20000)).containsOnly(0xff);
    }

    @ParameterizedTest
    @CsvSource({
        "fly, 'esp knows no verb'",
        "write-flash 0x1000, 'esp write-flash takes ADDRESS FILE'",
        "read-flash 0x1000 x file, 'no number'",
        "--fast chip-id, 'no option'",
        "-b chip-id, 'no rate'",
        "-fm dio run, 'for esp write-flash'"
    })
    void aLineThatCannotBeMeantIsRefusedWithoutABoard(String line, String told) {
        assertThat(run(line)).isEqualTo(2);
        assertThat(errors()).contains(told);
        assertThat(new EspCommands().problem(List.of(line.split(" ")), false)).isPresent();
    }

    @Test
    void neverOneOfSeveral() {
        assertThat(run("chip-id")).isEqualTo(3);
        plug(1, "esp");
        plug(2, "esp");

        assertThat(run("erase-flash")).isEqualTo(2);
        assertThat(errors()).contains("several boards are on serial ports");
        assertThat(run("list")).isZero();
        assertThat(printed().lines()).containsExactly("virtual:1", "virtual:2");
        assertThat(new EspCommands().problem(List.of("read-flash", "0", "1", "f"), true))
                .isPresent();
    }

    @Test
    void anotherChipsImageIsNotWritten() {
        plug(1, "esp:chip=esp32s3");

        assertThat(run("write-flash " + BUILD)).isEqualTo(2);
        assertThat(errors()).contains("is for ESP32, and this board has an ESP32-S3");
    }
}
