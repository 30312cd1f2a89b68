package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.StationConfig;
import dev.gangway.image.ImageStore;
import dev.gangway.message.JobSummary;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Failure;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.recipe.Recipe;
import dev.gangway.serial.SerialBus;
import dev.gangway.serve.BoardFiles;
import dev.gangway.station.lab.LabSerials;
import dev.gangway.station.lab.MixedBoards;
import dev.gangway.station.lab.MixedBoards.Unit;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.pty.PtyExport;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.ymodem.YmodemKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve boards in one station at once: four real U-Boots in QEMU, flashed by their consoles and TFTP, four boards on ptys, four on
 * the virtual hub; half of each have a fault. It needs TFTP's usual port: root, or {@code unshare -rn} with the loopback up.
 */
@Tag("lab")
@Timeout(240)
class UbootMixedLineTest {
    private static final String PASSED = "passed";
    private static final String UBOOT = "uboot-tftp";
    private static final int MIB = 1 << 20;
    private static final int IMAGE = MIB + 7;

    /** The faults of these lie in their disks: one is smaller than the image, one can't be written. */
    private static final List<Unit> ON_CONSOLES = List.of(
            new Unit(UBOOT, PASSED, "qemu:"),
            new Unit(UBOOT, "image-too-large", "qemu:fault=small"),
            new Unit(UBOOT, PASSED, "qemu:"),
            new Unit(UBOOT, "medium-failed", "qemu:fault=read-only"));

    private static final List<Unit> ON_LINES = List.of(
            new Unit("esp32", PASSED, "esp:chip=esp32,usb=by-hand"),
            new Unit("esp32", "medium-failed", "esp:chip=esp32,usb=by-hand,fault=dead-flash@1xalways"),
            new Unit("ymodem", PASSED, "ymodem:"),
            new Unit("ymodem", "verify-mismatch", "ymodem:fault=corrupt-write@30000"));

    private static final List<Unit> ON_USB = List.of(
            new Unit("chip-pro", PASSED, "allwinner:soc=a13,then=prompt,fault=disconnect@900000:300ms"),
            new Unit("loader", "medium-failed", "fastboot:loader=aosp,fault=flash-refused"),
            new Unit("raw-disk", PASSED, "disk:size=16M"),
            new Unit("rp2040-uf2", PASSED, "uf2:board=rp2040"));

    @TempDir
    Path folder;

    private final Map<String, Path> images = new HashMap<>();
    private final byte[] disk = new byte[IMAGE];

    private List<Recipe> recipes() throws IOException {
        new SplittableRandom(1).nextBytes(disk);
        Files.write(Files.createDirectories(own(UBOOT)).resolve("disk.img"), disk);
        make("esp32", new EspKind(), Map.of("chip", "esp32"));
        make("ymodem", new YmodemKind(), Map.of());
        ImageStore store = new ImageStore(folder.resolve("store"));
        List<String> served = ON_USB.stream().map(Unit::recipe).toList();
        List<Recipe> onUsb = MixedBoards.recipes().stream()
                .filter(recipe -> served.contains(recipe.name()))
                .toList();
        for (Recipe recipe : onUsb) {
            images.put(recipe.name(), MixedBoards.images(recipe, store, folder.resolve("images")));
        }
        return Stream.concat(
                        Stream.of(
                                TestRecipes.shipped(UBOOT),
                                TestRecipes.shipped("esp32", text -> text.replace("attempts: 3", "attempts: 2")),
                                TestRecipes.of("ymodem", MixedBoards.own("ymodem"))),
                        onUsb.stream())
                .toList();
    }

    private Path own(String recipe) {
        return images.computeIfAbsent(recipe, name -> folder.resolve("images").resolve(name));
    }

    private void make(String recipe, BoardKind kind, Map<String, String> options) throws IOException {
        assertThat(kind.writeImages(BoardOptions.of(kind, options), own(recipe), 0, 4))
                .isTrue();
    }

    private QemuUboot emulated(int number) throws IOException {
        String board = ON_CONSOLES.get(number - 1).board();
        return board.endsWith("read-only")
                ? QemuUboot.startReadOnly(folder, "u" + number, number, 8L * MIB)
                : QemuUboot.start(folder, "u" + number, number, board.endsWith("small") ? MIB : 8L * MIB);
    }

    @Test
    void eachOfTwelveGetsTheVerdictThatItDeserves() throws Exception {
        assertThat(Stream.of(ON_CONSOLES, ON_LINES, ON_USB)
                        .flatMap(List::stream)
                        .filter(Unit::hasFault))
                .hasSize(6);
        List<Recipe> recipes = recipes();
        List<QemuUboot> consoles = new ArrayList<>();
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName("127.0.0.3"), 69, 0);
                PageStore pages = PageStore.temporary();
                VirtualHub behindLines = new VirtualHub(ON_LINES.size());
                PtyExport ptys = new PtyExport(behindLines, ON_LINES.size(), folder.resolve("lines"))) {
            for (int number = 1; number <= ON_CONSOLES.size(); number++) {
                consoles.add(emulated(number));
            }
            List<PortPath> ports = new ArrayList<>(consoles.stream()
                    .map(board -> new PortPath("serial:" + board.console()))
                    .toList());
            plug(behindLines, ptys, pages, ports);
            try (LineHarness line = LineSetup.in(folder)
                    .ports(ON_USB.size())
                    .recipes(recipes.toArray(Recipe[]::new))
                    .imagesOf(recipe -> Objects.requireNonNull(images.get(recipe.name())))
                    .protocols(StationProtocols.with(server))
                    .slots(slots(ports))
                    .and(new SerialBus(ports))
                    .start()) {
                line.watch(status -> letGo(line, status));
                Map<JobId, Unit> jobs = begin(line, LabSerials.of(null, recipes), pages);
                assertThat(jobs).hasSize(12);
                jobs.forEach((job, unit) -> assertEnded(line, unit, job));
            }
            for (int i = 0; i < consoles.size(); i++) {
                assertHolds(ON_CONSOLES.get(i), consoles.get(i));
            }
        } finally {
            consoles.forEach(QemuUboot::close);
        }
    }

    private static void plug(VirtualHub hub, PtyExport ptys, PageStore pages, List<PortPath> ports) {
        for (int port = 1; port <= ON_LINES.size(); port++) {
            BoardSpec.parse(ON_LINES.get(port - 1).board(), port).plug(hub, port, pages, told -> {});
            int plugged = port;
            await().until(() ->
                    hub.attach(plugged).filter(VirtualAttach::isIdentified).isPresent());
            ports.add(new PortPath("serial:" + ptys.link(port)));
        }
    }

    private static StationConfig.PortEntry[] slots(List<PortPath> lines) {
        Stream<PortPath> usb = IntStream.rangeClosed(1, ON_USB.size()).mapToObj(PortPath::virtual);
        List<PortPath> all = Stream.concat(lines.stream(), usb).toList();
        return IntStream.range(0, all.size())
                .mapToObj(i -> new StationConfig.PortEntry(all.get(i), slot(i), 0, 0, List.of()))
                .toArray(StationConfig.PortEntry[]::new);
    }

    private static Slot slot(int index) {
        return new Slot(String.format(Locale.ROOT, "%02d", index + 1));
    }

    private static Map<JobId, Unit> begin(LineHarness line, LabSerials serials, PageStore pages) {
        for (int port = 1; port <= ON_USB.size(); port++) {
            BoardSpec.parse(ON_USB.get(port - 1).board(), port).plug(line.hub(), port, pages, told -> {});
        }
        for (int port = 1; port <= ON_USB.size(); port++) {
            line.awaitState(port, PortState.AwaitingScan.class);
        }
        Map<JobId, Unit> jobs = new LinkedHashMap<>();
        List<Unit> units =
                Stream.of(ON_CONSOLES, ON_LINES, ON_USB).flatMap(List::stream).toList();
        for (int i = 0; i < units.size(); i++) {
            Unit unit = units.get(i);
            ScanOutcome scanned = line.scanFor(slot(i).label(), serials.next(List.of(unit.recipe())));
            assertThat(scanned).as("%s", unit).isInstanceOf(ScanOutcome.Started.class);
            jobs.put(((ScanOutcome.Started) scanned).job(), unit);
        }
        return jobs;
    }

    private static void assertEnded(LineHarness line, Unit unit, JobId id) {
        JobSummary job = line.ended(id).summary();
        Failure failure = job.failure();
        assertThat(failure == null ? PASSED : failure.kind().code())
                .as("%s: %s", unit, failure)
                .isEqualTo(unit.outcome());
        JobSummary record = line.recorded(id).summary();
        assertThat(record).isEqualTo(job);
        assertThat(record.recipe()).isEqualTo(unit.recipe());
        assertThat(record.attempts().size() > 1)
                .as("%s passed in a later try", unit)
                .isEqualTo(unit.hasFault() && failure == null);
        if (failure == null && unit.recipe().equals(UBOOT)) {
            assertThat(record.images())
                    .allSatisfy(image -> assertThat(image.proved()).contains("CRC-32 by U-Boot"));
        }
    }

    /** From outside: what was to be written, and of those that failed as much of it as there can be. */
    private void assertHolds(Unit unit, QemuUboot board) throws IOException {
        try (InputStream in = Files.newInputStream(board.disk())) {
            byte[] held = in.readAllBytes();
            if (unit.outcome().equals(PASSED)) {
                assertThat(Arrays.mismatch(Arrays.copyOf(held, IMAGE), disk)).isEqualTo(-1);
            } else {
                assertThat(Arrays.mismatch(held, new byte[held.length]))
                        .as("%s is as it was", unit)
                        .isEqualTo(-1);
            }
        }
    }

    private static void letGo(LineHarness line, PortStatus status) {
        if (status.state() instanceof PortState.Running running
                && running.prompt() != null
                && running.prompt().text().toLowerCase(Locale.ROOT).contains("let go")
                && status.port().text().startsWith("virtual:")) {
            int port = Integer.parseInt(status.port().text().substring("virtual:".length()));
            line.hub().board(port).ifPresent(board -> board.bootButton(false));
        }
    }
}
