package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.config.PoolConfig;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StepResult;
import dev.gangway.message.UnitGot;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each unit has of its own, from the pool to the board and into the record. */
class PersonalLineTest {
    private static final int LENGTH = 100_000;
    private static final int MAC_AT = 512;
    private static final int KEY_AT = 600;
    private static final String FIRST_KEY = "00112233445566778899aabbccddeeff";
    private static final String SECOND_KEY = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";

    private static final String RECIPE = """
            kind: recipe
            version: 1
            title: Units with values of their own
            serves: { mode: uboot-console }
            serial: { pattern: "UB-[0-9]{5}" }
            images:
              base: { file: disk.img, format: raw }
              disk:
                file: unit.img
                format: raw
                made:
                  of: base
                  patch:
                    - { at: 512, put: "{{unit.mac:bare}}", as: hex, size: 6 }
                    - { at: 600, put: "{{unit.key}}", as: hex, size: 16 }
                    - { at: 700, put: "{{serial}}", size: 16 }
            unit:
              mac: { pool: macs, type: mac }
              key: { pool: keys, column: key, type: bytes }
              batch: { pool: keys, column: batch }
              number: { serial: "[0-9]+$" }
              psk: { random: 16 }
            retry: { attempts: 1 }
            steps:
              - uboot.stop: usual
                within: 6s
              - uboot.network: dhcp
              - uboot.run: |
                  setenv ethaddr {{unit.mac}}
                  setenv eth1addr {{unit.mac+1:upper}}
                  setenv batch {{unit.batch}} {{unit.number}}
                  setenv psk {{unit.psk}}
              - uboot.write: disk
                to: virtio 0
                window: 8
                piece: 64KiB
            """;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] disk = new byte[LENGTH];
    private BoardFiles server;
    private PoolConfig.Lines keys;

    @BeforeEach
    void begin() throws IOException {
        new SplittableRandom(15).nextBytes(disk);
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), disk);
        Path file = folder.resolve("keys.csv");
        Files.writeString(file, "# batch,key\nB1," + FIRST_KEY + "\nB2," + SECOND_KEY + "\n");
        keys = new PoolConfig.Lines(file, List.of("batch", "key"), Set.of("key"));
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
    }

    @AfterEach
    void close() {
        server.close();
        pages.close();
    }

    private LineHarness line(String recipe, long macs) throws StartFailure {
        Recipe read = TestRecipes.of("personal", recipe);
        return LineSetup.in(folder)
                .ports(2)
                .recipes(read)
                .images(folder.resolve("images"))
                .pools(
                        new PoolConfig("macs", new PoolConfig.Macs(0x02_00_00_00_00_fcL, 2, macs), 0),
                        new PoolConfig("keys", keys, 0))
                .protocols(StationProtocols.with(server))
                .start();
    }

    private ConsoleBoard plug(LineHarness line, int port, String more) {
        ConsoleBoard board = (ConsoleBoard)
                BoardSpec.parse("uboot-console:pace=none" + more, port).plug(line.hub(), port, pages, told -> {});
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private static JobSummary run(LineHarness line, int port, String serial) {
        JobId job = ((ScanOutcome.Started) line.scanFor(port, serial)).job();
        return line.recorded(line.ended(job).summary().job()).summary();
    }

    private void requireOnDisk(ConsoleBoard board, String mac, String key, String serial) {
        assertThat(HexFormat.of().formatHex(board.read(MAC_AT, 6))).isEqualTo(mac);
        assertThat(HexFormat.of().formatHex(board.read(KEY_AT, 16))).isEqualTo(key);
        assertThat(new String(board.read(700, 16), StandardCharsets.US_ASCII)).isEqualTo(serial + "\0".repeat(8));
        assertThat(Arrays.mismatch(board.read(0, MAC_AT), Arrays.copyOf(disk, MAC_AT)))
                .isEqualTo(-1);
        assertThat(Arrays.mismatch(board.read(716, LENGTH - 716), Arrays.copyOfRange(disk, 716, LENGTH)))
                .isEqualTo(-1);
    }

    @Test
    void eachUnitGetsItsOwnAndNothingSecretIsTold() throws Exception {
        String psk;
        try (LineHarness line = line(RECIPE, 10)) {
            ConsoleBoard board = plug(line, 1, "");
            JobSummary first = run(line, 1, "UB-00001");

            assertThat(first.verdict()).as("%s", first.failure()).isEqualTo(Verdict.PASSED);
            requireOnDisk(board, "0200000000fc", FIRST_KEY, "UB-00001");
            assertThat(board.typed())
                    .anyMatch(typed -> typed.contains("setenv ethaddr 02:00:00:00:00:fc"))
                    .anyMatch(typed -> typed.contains("setenv eth1addr 02:00:00:00:00:FD"))
                    .anyMatch(typed -> typed.contains("setenv batch B1 00001"));
            psk = board.typed().stream()
                    .flatMap(typed -> Stream.of(typed.split("setenv psk ")).skip(1))
                    .map(rest -> rest.substring(0, 32))
                    .findFirst()
                    .orElseThrow();
            assertThat(psk).matches("[0-9a-f]{32}");
            assertThat(first.values())
                    .extracting(UnitGot::pool, UnitGot::fate)
                    .containsExactly(tuple("keys", UnitGot.Fate.USED), tuple("macs", UnitGot.Fate.USED));
            StepResult step = first.steps().get(0);
            assertThat(step.facts())
                    .containsEntry("unit.mac", "02:00:00:00:00:fc")
                    .containsEntry("unit.batch", "B1")
                    .containsEntry("unit.number", "00001");
            assertThat(Objects.requireNonNull(step.facts().get("unit.key"))).matches("sha256:[0-9a-f]{64}");
            assertThat(first.images())
                    .filteredOn(image -> image.name().equals("disk"))
                    .extracting(ImageUsed::proved)
                    .containsExactly("read back into the board's memory, CRC-32 by U-Boot");

            ConsoleBoard next = plug(line, 2, "");
            assertThat(run(line, 2, "UB-00002").verdict()).isEqualTo(Verdict.PASSED);
            requireOnDisk(next, "0200000000fe", SECOND_KEY, "UB-00002");
        }
        requireTold(FIRST_KEY, false);
        requireTold(psk, false);
        requireTold(SECOND_KEY, false);
        requireTold("02:00:00:00:00:fc", true);
        try (Stream<Path> left = Files.list(folder.resolve("data/units"))) {
            assertThat(left).as("images that were made").isEmpty();
        }
    }

    /** All that the station wrote: the ledger, console logs, whatever lies in its folder. */
    private void requireTold(String text, boolean told) throws IOException {
        boolean found = false;
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                found |= content.contains(text) || content.contains(text.toUpperCase(Locale.ROOT));
            }
        }
        assertThat(found).as("%s is told", text).isEqualTo(told);
    }

    @Test
    void aFailedUnitKeepsItsValuesAndAnExhaustedPoolIsTold() throws Exception {
        try (LineHarness line = line(RECIPE, 1)) {
            plug(line, 1, ",fault=flip-load");
            JobSummary failed = run(line, 1, "UB-00001");
            assertThat(failed.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failed.values()).extracting(UnitGot::fate).containsOnly(UnitGot.Fate.KEPT);

            plug(line, 2, "");
            JobSummary other = run(line, 2, "UB-00002");
            assertThat(Objects.requireNonNull(other.failure()).kind()).isEqualTo(FailureKind.UNIT_VALUE_MISSING);
            assertThat(other.failure().message()).contains("the pool macs is exhausted", "station.yaml");
            assertThat(other.values()).isEmpty();

            line.unplug(1);
            ConsoleBoard board = plug(line, 1, "");
            JobSummary again = run(line, 1, "UB-00001");
            assertThat(again.verdict()).as("%s", again.failure()).isEqualTo(Verdict.PASSED);
            requireOnDisk(board, "0200000000fc", FIRST_KEY, "UB-00001");
        }
    }

    @Test
    void aFileWhoseHandedOutLineChangedGivesNothingMore() throws Exception {
        try (LineHarness line = line(RECIPE, 10)) {
            plug(line, 1, "");
            assertThat(run(line, 1, "UB-00001").verdict()).isEqualTo(Verdict.PASSED);
            Files.writeString(keys.file(), "# batch,key\nB9," + SECOND_KEY + "\nB2," + FIRST_KEY + "\n");
            plug(line, 2, "");
            JobSummary other = run(line, 2, "UB-00002");
            assertThat(Objects.requireNonNull(other.failure()).kind()).isEqualTo(FailureKind.UNIT_VALUE_MISSING);
            assertThat(other.failure().message())
                    .contains("line 2 of", "is not what was handed out", "put the file back")
                    .doesNotContain(SECOND_KEY, FIRST_KEY);
        }
    }

    @Test
    void aValueThatTheShellWouldTakeForACommandIsNotTyped() throws Exception {
        Files.writeString(keys.file(), "B1; reset," + FIRST_KEY + "\n");
        try (LineHarness line = line(RECIPE, 10)) {
            ConsoleBoard board = plug(line, 1, "");
            JobSummary job = run(line, 1, "UB-00001");
            assertThat(Objects.requireNonNull(job.failure()).message()).contains("could take as a command");
            assertThat(board.typed()).noneMatch(typed -> typed.contains("reset"));
        }
    }
}
