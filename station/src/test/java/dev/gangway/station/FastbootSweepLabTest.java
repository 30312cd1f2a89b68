package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.FailureClass;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.lan.LanExport;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fastboot board vanishes for good at byte positions spread over its whole job; each next one on the port passes. */
@Tag("lab")
@Tag("long")
class FastbootSweepLabTest {
    private static final int PORTS = 10;
    private static final int POSITIONS = 60;
    private static final String BOARD =
            "fastboot:loader=aosp,partitions=boot_a:2M+boot_b:2M,logical=system:64k,max-download=256k";
    private static final String USB_STEPS = """
            - fastboot.reboot-fastboot:
            - await: fastboot
              timeout: 3s
            - fastboot.flash: root
              name: write the logical partition
              partition: system
            - fastboot.verify: root
              name: compare the logical partition
              partition: system
            """;
    private static final String STEPS = """
            - fastboot.flash: root
              partition: boot
              slot: all
            - fastboot.verify: root
              partition: boot
              slot: all
            - fastboot.continue:
            """;

    @TempDir
    Path folder;

    private int units;

    @BeforeEach
    void image() throws IOException {
        byte[] bytes = new byte[600_001];
        new Random(9).nextBytes(bytes);
        Files.write(Files.createDirectories(folder.resolve("images")).resolve("root.img"), bytes);
    }

    private Recipe recipe(String steps) throws IOException {
        Path file = folder.resolve("sweep.yaml");
        Files.writeString(file, """
                kind: recipe
                version: 1
                title: A board that vanishes
                serves: { mode: fastboot }
                serial: { pattern: "SW-[0-9]{5}" }
                images:
                  root: { file: root.img, format: raw }
                retry: { attempts: 1 }
                verify: readback
                steps:
                """ + steps.indent(2));
        return new RecipeLoader(StationProtocols.language()).load(file).orThrow();
    }

    /** Where the boards are, and when the next one can be scanned for. */
    private record Stand(LineHarness line, VirtualHub hub, PageStore pages, boolean network) {
        void plug(int port, String spec) {
            BoardSpec.parse(spec, port).plug(hub, port, pages, told -> {});
            await().until(() ->
                    hub.attach(port).filter(VirtualAttach::isIdentified).isPresent());
            if (!network) {
                line.awaitState(port, PortState.AwaitingScan.class);
            }
        }

        void unplug(int port) {
            hub.unplug(port);
            if (!network) {
                line.awaitState(port, PortState.Empty.class);
            }
        }

        JobId begin(int port, String serial) {
            ScanOutcome outcome =
                    network ? line.scanFor(String.valueOf(port + 20), serial) : line.scanFor(port, serial);
            assertThat(outcome).isInstanceOf(ScanOutcome.Started.class);
            return ((ScanOutcome.Started) outcome).job();
        }
    }

    @Test
    void overUsb() throws Exception {
        try (PageStore pages = PageStore.temporary();
                LineHarness line = LineSetup.in(folder)
                        .ports(PORTS)
                        .images(folder.resolve("images"))
                        .recipes(recipe(USB_STEPS + STEPS))
                        .start()) {
            sweep(new Stand(line, line.hub(), pages, false));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void overTheNetwork(String transport) throws Exception {
        try (PageStore pages = PageStore.temporary();
                VirtualHub hub = new VirtualHub(PORTS);
                LanExport lan = new LanExport(hub, PORTS, InetAddress.getLoopbackAddress(), 0)) {
            List<PortPath> ports = IntStream.rangeClosed(1, PORTS)
                    .mapToObj(port -> new PortPath(transport + ":127.0.0.1:" + lan.number(port)))
                    .toList();
            try (LineHarness line = LineSetup.in(folder)
                    .images(folder.resolve("images"))
                    .recipes(recipe(STEPS))
                    .network(ports.toArray(PortPath[]::new))
                    .slots(IntStream.rangeClosed(1, PORTS)
                            .mapToObj(port -> new StationConfig.PortEntry(
                                    ports.get(port - 1), new Slot(String.valueOf(port + 20)), 0, port - 1, List.of()))
                            .toArray(StationConfig.PortEntry[]::new))
                    .start()) {
                sweep(new Stand(line, hub, pages, true));
            }
        }
    }

    private void sweep(Stand stand) {
        stand.plug(1, BOARD);
        assertThat(stand.line().ended(begin(stand, 1)).summary().verdict()).isEqualTo(Verdict.PASSED);
        long bytes = stand.hub().moved(1);
        stand.unplug(1);
        for (int from = 0; from < POSITIONS; from += PORTS) {
            Map<Integer, JobId> vanishing = new TreeMap<>();
            for (int port = 1; port <= PORTS; port++) {
                long at = bytes * (2L * (from + port) - 1) / (2L * POSITIONS);
                stand.plug(port, BOARD + ",fault=disconnect@" + at + ":never");
            }
            for (int port = 1; port <= PORTS; port++) {
                vanishing.put(port, begin(stand, port));
            }
            vanishing.forEach((port, job) -> {
                JobSummary lost = stand.line().ended(job).summary();
                assertThat(lost.verdict()).isEqualTo(Verdict.FAILED);
                assertThat(Objects.requireNonNull(lost.failure()).kind().failureClass())
                        .as("%s", lost.failure())
                        .isEqualTo(FailureClass.TRANSIENT);
            });
            vanishing.keySet().forEach(stand::unplug);
            vanishing.keySet().forEach(port -> stand.plug(port, BOARD));
            Map<Integer, JobId> next = new TreeMap<>();
            vanishing.keySet().forEach(port -> next.put(port, begin(stand, port)));
            next.forEach((port, job) -> {
                JobSummary passed = stand.line().ended(job).summary();
                assertThat(passed.verdict()).as("slot %d: %s", port, passed).isEqualTo(Verdict.PASSED);
            });
            next.keySet().forEach(stand::unplug);
        }
        assertThat(stand.line().ledger()).hasSize(units);
    }

    private JobId begin(Stand stand, int port) {
        return stand.begin(port, String.format("SW-%05d", ++units));
    }
}
