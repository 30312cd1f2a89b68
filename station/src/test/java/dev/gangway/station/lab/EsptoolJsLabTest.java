package dev.gangway.station.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.soc.EspSoc;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.esp.EspBoard;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.pty.PtyExport;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * npm's esptool-js judges our virtual boot ROMs over ptys: its own chip detection, its own MD5, and what the board's flash holds
 * afterwards. A pty has no control lines, so the boards wait in their loader, and leave it by a command.
 */
@Tag("lab")
@Timeout(180)
class EsptoolJsLabTest {
    private static final int FIRST = 115_200;
    private static final int FAST = 921_600;
    private static final int APP_AT = 0x10000;
    private static final int DATA_AT = 0x1c0000;
    private static final int APP = 70_001;
    private static final int SECTOR = 0x1000;

    private static EsptoolJs esptool;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private PtyExport ptys;

    @BeforeAll
    static void fetch() throws Exception {
        esptool = EsptoolJs.fetched();
    }

    @BeforeEach
    void export() throws IOException {
        ptys = new PtyExport(hub, 1, folder.resolve("lines"));
    }

    @AfterEach
    void close() {
        ptys.close();
        hub.close();
        pages.close();
    }

    private EspBoard plug(String options) {
        EspBoard board = (EspBoard) BoardSpec.parse("esp:usb=by-hand,mac=24:6f:28:a0:c0:db,flash=8M," + options)
                .plug(hub, 1, pages, told -> {});
        return board;
    }

    /** A build of ESP-IDF, and data of a length that is no multiple of anything; by their places. */
    private Map<Integer, Path> build(EspSoc soc) throws IOException {
        EspKind kind = new EspKind();
        kind.writeImages(BoardOptions.of(kind, Map.of("chip", soc.code())), folder, APP, 5);
        Map<Integer, Path> files = new TreeMap<>();
        files.put(soc.bootloader(), folder.resolve("bootloader/bootloader.bin"));
        files.put(0x8000, folder.resolve("partition_table/partition-table.bin"));
        files.put(APP_AT, folder.resolve("app.bin"));
        files.put(DATA_AT, random("data.bin", 5003, 1));
        return files;
    }

    private Path random(String name, int length, int seed) throws IOException {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    private EsptoolJs.Told flash(int baud, String words, Map<Integer, Path> files) throws Exception {
        List<String> places = new ArrayList<>();
        files.forEach((place, file) -> places.add("0x" + Integer.toHexString(place) + "=" + file));
        return esptool.flash(ptys.link(1), baud, words, places);
    }

    private static void assertHolds(EspBoard board, Map<Integer, Path> files) throws IOException {
        for (Map.Entry<Integer, Path> file : files.entrySet()) {
            byte[] wanted = Files.readAllBytes(file.getValue());
            assertThat(board.read(file.getKey(), wanted.length))
                    .as("0x%x", file.getKey())
                    .isEqualTo(wanted);
        }
    }

    private static void assertFound(EsptoolJs.Told told, EspSoc soc, boolean stub) {
        assertThat(told.code()).as(told.text()).isZero();
        assertThat(told.text()).contains("Crystal is ").doesNotContain("Unsupported crystal");
        assertThat(told.found().getString("chip")).isEqualTo(soc.title());
        assertThat(told.found().getString("mac")).isEqualTo("24:6f:28:a0:c0:db");
        assertThat(told.found().getString("flash")).isEqualTo("1740ef");
        assertThat(told.found().getBoolean("stub")).isEqualTo(stub);
    }

    @ParameterizedTest
    @EnumSource(EspSoc.class)
    void theBootRomAloneIsKnownWrittenAndLeft(EspSoc soc) throws Exception {
        EspBoard board = plug("chip=" + soc.code());
        Map<Integer, Path> files = build(soc);

        assertFound(flash(FIRST, soc.isFull() ? "rom,packed" : "rom", files), soc, false);
        assertHolds(board, files);

        files.put(DATA_AT, random("data.bin", 20_000, 2));
        EsptoolJs.Told plain = flash(FIRST, "rom,run", files);
        assertFound(plain, soc, false);
        if (soc.isFull()) {
            assertThat(plain.text()).contains("Hash of data verified.");
        }
        assertHolds(board, files);
        await().until(board::runsApplication);
    }

    @ParameterizedTest
    @EnumSource(EspSoc.class)
    void theProgramThatItLoadsIsTakenForTheKnownOne(EspSoc soc) throws Exception {
        EspBoard board = plug("chip=" + soc.code());
        Map<Integer, Path> files = build(soc);
        Map<Integer, Path> other = Map.of(6 << 20, random("other.bin", 20_000, 3));

        assertFound(flash(FIRST, "packed", other), soc, true);
        assertHolds(board, other);
        EsptoolJs.Told again = flash(FIRST, "packed,erase", files);
        assertFound(again, soc, true);
        assertThat(again.text()).contains("Stub is already running").contains("Hash of data verified.");
        assertHolds(board, files);
        assertThat(board.read(6 << 20, 20_000)).containsOnly(0xff);

        // The fill of the last block is no reason to erase what follows. After another rate nobody finds it at the
        // first one.
        assertFound(flash(FAST, "plain", Map.of(DATA_AT - SECTOR, random("before.bin", 100, 4))), soc, true);
        assertHolds(board, files);
    }

    /** The rate is told to the ROM; an ESP32's reckons with another crystal, and an ESP8266's does not know the command. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ESP8266", "ESP32"})
    void theBootRomGoesToAnotherRate(EspSoc soc) throws Exception {
        EspBoard board = plug("chip=" + soc.code());
        Map<Integer, Path> files = Map.of(DATA_AT, random("data.bin", 20_000, 2));

        assertFound(flash(FAST, "rom,packed", files), soc, false);
        assertHolds(board, files);
    }

    @ParameterizedTest
    @CsvSource({
        "'', bad-block@20000:c1, 0, Hash of data verified.",
        "rom, bad-block@20000x2, 0, Hash of data verified.",
        "rom, flip-write@20000, 1, MD5 of file does not match data in flash!",
        "rom, lost-write@20000, 1, MD5 of file does not match data in flash!",
        "rom, dead-flash@1xalways, 0, Failed to communicate with the flash chip",
        "rom, write-error@1xalways, 1, 'failed with status 1,8'"
    })
    void itSeesTheFaultThatABoardHas(String words, String fault, int code, String said) throws Exception {
        EspBoard board = plug("chip=esp32,fault=" + fault);
        Map<Integer, Path> files = Map.of(DATA_AT, random("data.bin", 50_000, 2));

        EsptoolJs.Told told = flash(FIRST, words, files);

        assertThat(told.code()).as(told.text()).isEqualTo(code);
        assertThat(told.text()).contains(said);
        if (code == 0) {
            assertHolds(board, files);
        }
    }

    /** It can't be asked for its MAC, its flash or an MD5 then; plain data goes. */
    @Test
    void aChipInSecureDownloadModeIsKnownAsSuch() throws Exception {
        EspBoard board = plug("chip=esp32s3,secure-download=on");
        Map<Integer, Path> files = Map.of(DATA_AT, random("data.bin", 5003, 2));

        EsptoolJs.Told told = flash(FIRST, "rom", files);

        assertThat(told.code()).as(told.text()).isZero();
        assertThat(told.text()).contains("Connected chip is in Secure Download Mode");
        assertThat(told.found().getString("chip")).isEqualTo("ESP32-S3");
        assertHolds(board, files);
    }
}
