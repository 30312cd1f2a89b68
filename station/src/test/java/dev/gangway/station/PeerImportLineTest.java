package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.RecipeLoader;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.step.UbootProtocol;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.esp.EspBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.sdp.SdpBoard;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import dev.gangway.virtual.uboot.WaitingUboot;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other programs, imported as a person does it, each flashing a board as that program would. */
@Tag("lab")
class PeerImportLineTest {
    private static final int LENGTH = 200_000;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] rootfs = new byte[LENGTH];
    private Path peer;
    private Path out;

    @BeforeEach
    void begin() throws IOException {
        peer = Files.createDirectories(folder.resolve("peer"));
        out = folder.resolve("recipes");
        new Random(12).nextBytes(rootfs);
    }

    @AfterEach
    void close() {
        pages.close();
    }

    private CommandRun imported(Path source, String... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "--config",
                                "../config/station.yaml",
                                "recipe",
                                "import",
                                source.toString(),
                                "--out",
                                out.toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private Recipe recipe(String name) {
        return new RecipeLoader(StationProtocols.language())
                .load(out.resolve(name + ".yaml"))
                .orThrow();
    }

    private LineSetup line(Recipe recipe) {
        return LineSetup.in(folder).ports(2).recipes(recipe).images(out.resolve(recipe.name()));
    }

    private VirtualBoard plug(LineHarness line, String spec) {
        VirtualBoard board = BoardSpec.parse(spec, 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        return board;
    }

    private static JobSummary passed(LineHarness line) {
        JobSummary job = line.ended(((ScanOutcome.Started) line.scanFor(1, "UNIT-0001")).job())
                .summary();
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        return job;
    }

    private void images(String kind, Map<String, String> options, Path to) throws IOException {
        BoardSpec spec = BoardSpec.parse(
                options.isEmpty()
                        ? kind
                        : kind + ":" + options.entrySet().iterator().next(),
                1);
        spec.kind().writeImages(spec.options(), to, 0, 4);
    }

    @Test
    void uuusScriptFlashesABlankBoard() throws Exception {
        images("sdp", Map.of("soc", "imx6ull"), peer);
        Files.write(peer.resolve("rootfs.img"), rootfs);
        Path script = Files.writeString(peer.resolve("emmc.uuu"), """
                uuu_version 1.4.0
                # an i.MX6ULL's eMMC
                SDP: boot -f u-boot-dtb.imx
                FB: getvar product
                FB[-t 60000]: flash -raw2sparse rootfs rootfs.img
                FB: done
                """);

        CommandRun run = imported(script);

        assertThat(run.code()).as(run.err() + run.out()).isZero();
        assertThat(run.out()).contains("emmc.uuu:5: FB[-t 60000]: flash -raw2sparse rootfs rootfs.img", "taken over");
        try (LineHarness line = line(recipe("emmc")).start()) {
            SdpBoard board = (SdpBoard) plug(line, "sdp:soc=imx6ull");
            passed(line);
            ByteBuffer held = ByteBuffer.allocate(LENGTH);
            board.partitions().orElseThrow().read("rootfs", 0, held);
            assertThat(held.array()).isEqualTo(rootfs);
        }
    }

    @Test
    void snagfactorysConfigurationFlashesABlankBoard() throws Exception {
        images("sdp", Map.of("soc", "imx6ull"), peer);
        Files.write(peer.resolve("rootfs.ext4"), rootfs);
        Path config = Files.writeString(peer.resolve("line.yaml"), """
                boards:
                  "15a2:0080": "imx6ull"
                soc-models:
                  imx6ull-firmware:
                    u-boot-with-dcd: { path: "u-boot-dtb.imx" }
                  imx6ull-tasks:
                    - target-device: mmc0
                      fb-buffer-addr: 0x82000000
                    - task: flash
                      args:
                        - { part: rootfs, image: "rootfs.ext4" }
                """);

        assertThat(imported(config).code()).isZero();

        try (LineHarness line = line(recipe("line")).start()) {
            SdpBoard board = (SdpBoard) plug(line, "sdp:soc=imx6ull");
            passed(line);
            ByteBuffer held = ByteBuffer.allocate(LENGTH);
            board.partitions().orElseThrow().read("rootfs", 0, held);
            assertThat(held.array()).isEqualTo(rootfs);
        }
    }

    /** Its boot ROM is none that the station knows: what is left is said, and works where U-Boot is in fastboot. */
    @Test
    void snagfactorysPartitionsAreMadeAndFilled() throws Exception {
        Files.write(peer.resolve("rootfs.ext4"), rootfs);
        Path config = Files.writeString(peer.resolve("emmc.yaml"), """
                boards:
                  "0451:6165": "am625"
                soc-models:
                  am625-firmware:
                    tiboot3: { path: "tiboot3.bin" }
                  am625-tasks:
                    - target-device: mmc0
                      fb-buffer-addr: 0xd0000000
                    - task: gpt
                      args:
                        - { name: first, size: 4M, bootable: True }
                        - name: second
                          size: 8M
                          image: "rootfs.ext4"
                    - task: run
                      args: [ "oem_run:setenv flashed 1" ]
                """);

        CommandRun refused = imported(config);
        CommandRun run = imported(config, "--partial");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).contains("emmc.yaml:5: tiboot3: tiboot3.bin", "LEFT OUT: the boot ROM of am625");
        assertThat(refused.err()).contains("Nothing was written; --partial");
        assertThat(run.code()).as(run.err()).isZero();
        try (LineHarness line = line(recipe("emmc")).start()) {
            WaitingUboot board = (WaitingUboot) plug(line, "uboot");
            passed(line);
            ByteBuffer held = ByteBuffer.allocate(LENGTH);
            board.medium().read("second", 0, held);
            assertThat(held.array()).isEqualTo(rootfs);
            assertThat(board.medium().size("first")).isEqualTo(4 << 20);
        }
    }

    @Test
    void anEspBuildIsFlashedAndProved() throws Exception {
        images("esp", Map.of(), peer);

        CommandRun run = imported(peer);

        assertThat(run.code()).as(run.err() + run.out()).isZero();
        try (LineHarness line = line(recipe("peer")).start()) {
            EspBoard board = (EspBoard) plug(line, "esp:chip=esp32");
            passed(line);
            byte[] app = Files.readAllBytes(peer.resolve("app.bin"));
            assertThat(board.read(0x10000, app.length)).isEqualTo(app);
        }
    }

    @Test
    void aFolderOfChipToolsFlashesAChip() throws Exception {
        TestImages.copy(peer);
        Files.writeString(peer.resolve("latest"), "149\n");

        CommandRun run = imported(peer);

        assertThat(run.code()).as(run.err() + run.out()).isZero();
        assertThat(run.out()).contains("latest", "not needed");
        TestBoard board = TestBoard.chip(1);
        try (LineHarness line = line(recipe("chip-tools")).start()) {
            assertThat(line.run(1, board, "CP-00001").verdict()).isEqualTo(Verdict.PASSED);
            TestImages.assertHeldBy(board.nand(), TestImages.chip());
        }
    }

    @Test
    void aFlashBundleWritesItsTarget() throws Exception {
        BoardSpec spec = BoardSpec.parse("uboot-console", 1);
        spec.kind().writeImages(spec.options(), peer, LENGTH, 7);
        Path bundle = peer.resolve("bundle");

        CommandRun run = imported(bundle);

        assertThat(run.code()).as(run.err() + run.out()).isZero();
        String name;
        try (var files = Files.list(out)) {
            name = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .findFirst()
                    .orElseThrow()
                    .replace(".yaml", "");
        }
        Files.write(out.resolve(name).resolve("disk.img"), rootfs);
        try (BoardFiles server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
                LineHarness line = line(recipe(name))
                        .protocols(new Protocols(List.of(new UbootProtocol(
                                server,
                                (address, port) -> BoardFiles.open(address, port, 0),
                                new BundleSources(folder.resolve("cache/bundles"), Map.of())))))
                        .start()) {
            ConsoleBoard board = (ConsoleBoard) plug(line, "uboot-console:pace=none");
            passed(line);
            assertThat(board.read(0, LENGTH)).isEqualTo(rootfs);
        }
    }
}
