package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.config.PoolConfig;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.UnitGot;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.serve.BoardFiles;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the unit's own its GS1 label says, from the scan to the board and into the record. */
class LabelLineTest {
    private static final char GS = '\u001d';
    private static final int MAC_AT = 512;

    private static final String RECIPE = """
            kind: recipe
            version: 1
            title: Units whose labels say their address
            serves: { mode: uboot-console }
            serial: { pattern: "UB-[0-9]{5}", gs1: "21" }
            images:
              base: { file: disk.img, format: raw }
              disk:
                file: unit.img
                format: raw
                made:
                  of: base
                  patch: [ { at: 512, put: "{{unit.mac:bare}}", as: hex, size: 6 } ]
            unit:
              mac: { gs1: "91", pattern: "M([0-9A-F]{12})", type: mac }
              lot: { gs1: "10", pattern: "[A-Z0-9]+" }
            retry: { attempts: 1 }
            steps:
              - uboot.stop: usual
                within: 6s
              - uboot.network: dhcp
              - uboot.run: |
                  setenv ethaddr {{unit.mac}}
                  setenv lot {{unit.lot}}
              - uboot.write: disk
                to: virtio 0
                window: 8
                piece: 64KiB
            """;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private BoardFiles server;

    @BeforeEach
    void begin() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), new byte[20_000]);
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
    }

    @AfterEach
    void close() {
        server.close();
        pages.close();
    }

    private LineHarness line(String recipe) throws StartFailure {
        return LineSetup.in(folder)
                .ports(2)
                .recipes(TestRecipes.of("labelled", recipe))
                .images(folder.resolve("images"))
                .pools(new PoolConfig("macs", new PoolConfig.Macs(0x02_00_00_00_00_10L, 1, 10), 0))
                .protocols(StationProtocols.with(server))
                .start();
    }

    private ConsoleBoard plug(LineHarness line, int port, String more) {
        ConsoleBoard board = (ConsoleBoard)
                BoardSpec.parse("uboot-console:pace=none" + more, port).plug(line.hub(), port, pages, told -> {});
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    /** As a scanner sends a GS1 Data Matrix: FNC1 as its symbology identifier, GS behind what may be shorter. */
    private static String label(String serial, String lot, String mac) {
        return "]d2" + "21" + serial + GS + "10" + lot + GS + "91M" + mac;
    }

    private static JobSummary run(LineHarness line, int port, String label) {
        JobId job = ((ScanOutcome.Started) line.scanFor(port, label)).job();
        return line.recorded(line.ended(job).summary().job()).summary();
    }

    private static String refused(LineHarness line, int port, String label) {
        return ((ScanOutcome.Refused) line.scanFor(port, label)).message();
    }

    private static String written(ConsoleBoard board) {
        return HexFormat.of().formatHex(board.read(MAC_AT, 6));
    }

    @Test
    void theBoardGetsWhatItsLabelSaysAndTheRecordSaysSo() throws Exception {
        try (LineHarness line = line(RECIPE)) {
            ConsoleBoard board = plug(line, 1, "");
            JobSummary job = run(line, 1, label("UB-00001", "L7", "0200000000FC"));

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(written(board)).isEqualTo("0200000000fc");
            assertThat(board.typed())
                    .anyMatch(typed -> typed.contains("setenv ethaddr 02:00:00:00:00:fc"))
                    .anyMatch(typed -> typed.contains("setenv lot L7"));
            assertThat(job.steps().get(0).facts())
                    .containsEntry("unit.mac", "02:00:00:00:00:fc")
                    .containsEntry("unit.lot", "L7");
            assertThat(job.values())
                    .extracting(UnitGot::pool, UnitGot::shown, UnitGot::fate)
                    .containsExactly(tuple("label (91)", "02:00:00:00:00:fc", UnitGot.Fate.USED));

            ConsoleBoard next = plug(line, 2, "");
            assertThat(run(line, 2, label("UB-00002", "L7", "0200000000FD")).verdict())
                    .isEqualTo(Verdict.PASSED);
            assertThat(written(next)).isEqualTo("0200000000fd");
        }
    }

    @Test
    void anAddressThatAnotherUnitHasIsRefusedAndTheBoardIsNotTouched() throws Exception {
        try (LineHarness line = line(RECIPE)) {
            plug(line, 1, "");
            assertThat(run(line, 1, label("UB-00001", "L7", "0200000000FC")).verdict())
                    .isEqualTo(Verdict.PASSED);
            ConsoleBoard board = plug(line, 2, "");
            JobSummary job = run(line, 2, label("UB-00002", "L7", "0200000000FC"));

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.UNIT_VALUE_MISSING);
            assertThat(job.failure().message())
                    .contains("02:00:00:00:00:fc of the pool label (91) was handed out to UB-00001", "scan the label");
            assertThat(job.values()).isEmpty();
            assertThat(board.typed()).noneMatch(typed -> typed.contains("setenv"));
        }
    }

    @Test
    void anAddressThatAPoolGaveIsRefusedToo() throws Exception {
        String drawing = RECIPE.replace("mac: { gs1: \"91\", pattern: \"M([0-9A-F]{12})\",", "mac: { pool: macs,");
        try (LineHarness line = line(drawing)) {
            plug(line, 1, "");
            assertThat(run(line, 1, label("UB-00001", "L7", "0200000000FC")).values())
                    .extracting(UnitGot::shown)
                    .containsExactly("02:00:00:00:00:10");
        }
        try (LineHarness line = line(RECIPE)) {
            plug(line, 1, "");
            JobSummary job = run(line, 1, label("UB-00002", "L7", "020000000010"));
            assertThat(Objects.requireNonNull(job.failure()).message()).contains("of the pool macs to UB-00001");
        }
    }

    @Test
    void aFailedUnitHasItsAddressAgainAndNoOther() throws Exception {
        try (LineHarness line = line(RECIPE)) {
            plug(line, 1, ",fault=flip-load");
            JobSummary failed = run(line, 1, label("UB-00001", "L7", "0200000000FC"));
            assertThat(failed.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failed.values()).extracting(UnitGot::fate).containsExactly(UnitGot.Fate.KEPT);
            line.unplug(1);

            plug(line, 1, "");
            JobSummary other = run(line, 1, label("UB-00001", "L7", "0200000000FE"));
            assertThat(Objects.requireNonNull(other.failure()).message())
                    .contains("UB-00001 has 02:00:00:00:00:fc from its label", "this label says 02:00:00:00:00:fe");
            line.unplug(1);

            ConsoleBoard board = plug(line, 1, "");
            JobSummary again = run(line, 1, label("UB-00001", "L7", "0200000000FC"));
            assertThat(again.verdict()).as("%s", again.failure()).isEqualTo(Verdict.PASSED);
            assertThat(written(board)).isEqualTo("0200000000fc");
        }
    }

    @Test
    void aLabelThatDoesNotSayItStartsNothing() throws Exception {
        try (LineHarness line = line(RECIPE)) {
            plug(line, 1, "");
            assertThat(refused(line, 1, "]d221UB-00001" + GS + "10L7")).contains("no element (91)", "unit.mac");
            assertThat(refused(line, 1, "]d221UB-00001" + GS + "10L7" + GS + "910200000000FC"))
                    .contains("(91) of the label is \"0200000000FC\"", "M([0-9A-F]{12})");
            assertThat(refused(line, 1, label("UB-00001", "L7", "0300000000FC")))
                    .contains("no MAC address of one interface");
            assertThat(refused(line, 1, label("UB-00001", "L7;reset", "0200000000FC")))
                    .contains("(10)", "[A-Z0-9]+");
            assertThat(refused(line, 1, "UB-00001")).contains("not sound");
            line.awaitState(1, PortState.AwaitingScan.class);
        }
    }
}
