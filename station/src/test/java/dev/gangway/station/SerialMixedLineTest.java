package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.StationConfig;
import dev.gangway.image.ImageStore;
import dev.gangway.message.ImageUsed;
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
import dev.gangway.station.lab.LabSerials;
import dev.gangway.station.lab.MixedBoards;
import dev.gangway.station.lab.MixedBoards.Unit;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.esp.EspBoard;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.pty.PtyExport;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.ymodem.FileBoard;
import dev.gangway.virtual.ymodem.YmodemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve boards in one station at once: six on serial lines, which are real ptys opened by jSerialComm, six on the hub; half of
 * each have a fault.
 */
@Tag("lab")
class SerialMixedLineTest {
    private static final String PASSED = "passed";
    private static final List<String> CHIPS = List.of("esp32", "esp32s3", "esp32c3", "esp32c6");
    private static final String ESP_PROOF = "ESP ROM MD5";
    private static final int APP_AT = 0x10000;

    private static final List<Unit> ON_LINES = List.of(
            new Unit("esp32", PASSED, "esp:chip=esp32,usb=by-hand"),
            new Unit("esp32s3", PASSED, "esp:chip=esp32s3,usb=by-hand,fault=flip-write@30000"),
            new Unit("esp32c3", "medium-failed", "esp:chip=esp32c3,usb=by-hand,fault=dead-flash@1xalways"),
            new Unit("esp32c6", PASSED, "esp:chip=esp32c6,usb=by-hand"),
            new Unit("ymodem", PASSED, "ymodem:"),
            new Unit("ymodem", "verify-mismatch", "ymodem:fault=corrupt-write@30000"));

    private static final List<Unit> ON_USB = MixedBoards.UNITS.stream()
            .filter(unit -> Set.of("chip-pro", "spark-core", "loader", "raw-disk", "rp2040-uf2")
                    .contains(unit.recipe()))
            .toList();

    @TempDir
    Path folder;

    private final Map<String, Path> images = new HashMap<>();

    private List<Recipe> recipes() throws IOException {
        Stream<Recipe> chips = CHIPS.stream()
                .map(chip -> TestRecipes.shipped(
                        "esp32", chip, text -> text.replace("chips: [esp32]", "chips: [" + chip + "]")
                                .replace("ESP-[0-9]{5}", chip.toUpperCase(Locale.ROOT) + "-[0-9]{5}")));
        Recipe ymodem = TestRecipes.of("ymodem", MixedBoards.own("ymodem"));
        for (String chip : CHIPS) {
            make(chip, new EspKind(), Map.of("chip", chip));
        }
        make("ymodem", new YmodemKind(), Map.of());
        ImageStore store = new ImageStore(folder.resolve("store"));
        List<Recipe> onUsb = MixedBoards.recipes().stream()
                .filter(recipe -> ON_USB.stream().map(Unit::recipe).toList().contains(recipe.name()))
                .toList();
        for (Recipe recipe : onUsb) {
            images.put(recipe.name(), MixedBoards.images(recipe, store, folder.resolve("images")));
        }
        return Stream.concat(Stream.concat(chips, Stream.of(ymodem)), onUsb.stream())
                .toList();
    }

    private void make(String recipe, BoardKind kind, Map<String, String> options) throws IOException {
        Path own = folder.resolve("images").resolve(recipe);
        assertThat(kind.writeImages(BoardOptions.of(kind, options), own, 0, 4)).isTrue();
        images.put(recipe, own);
    }

    @Test
    void eachBoardGetsTheVerdictThatItDeservesAndTheRecordSaysWhatWasWrittenAndProved() throws Exception {
        assertThat(ON_USB).hasSize(6);
        assertThat(Stream.concat(ON_LINES.stream(), ON_USB.stream()).filter(Unit::hasFault))
                .hasSize(6);
        List<Recipe> recipes = recipes();
        LabSerials serials = LabSerials.of(null, recipes);
        int lines = ON_LINES.size();
        try (PageStore pages = PageStore.temporary();
                VirtualHub behindLines = new VirtualHub(lines);
                PtyExport ptys = new PtyExport(behindLines, lines, folder.resolve("lines"))) {
            List<VirtualBoard> boards = new ArrayList<>();
            for (int port = 1; port <= lines; port++) {
                boards.add(BoardSpec.parse(ON_LINES.get(port - 1).board(), port)
                        .plug(behindLines, port, pages, told -> {}));
                int plugged = port;
                await().until(() -> behindLines
                        .attach(plugged)
                        .filter(VirtualAttach::isIdentified)
                        .isPresent());
            }
            List<PortPath> ports = IntStream.rangeClosed(1, lines)
                    .mapToObj(port -> new PortPath("serial:" + ptys.link(port)))
                    .toList();
            try (LineHarness line = LineSetup.in(folder)
                    .ports(ON_USB.size())
                    .recipes(recipes.toArray(Recipe[]::new))
                    .imagesOf(recipe -> images.get(recipe.name()))
                    .slots(slots(ports))
                    .and(new SerialBus(ports))
                    .start()) {
                line.watch(status -> letGo(line, status));
                Map<Unit, JobId> jobs = begin(line, serials, pages);
                jobs.forEach((unit, job) -> assertEnded(line, unit, job));
                for (int i = 0; i < lines; i++) {
                    assertHolds(ON_LINES.get(i), boards.get(i));
                }
            }
        }
    }

    private static StationConfig.PortEntry[] slots(List<PortPath> lines) {
        List<StationConfig.PortEntry> map = new ArrayList<>();
        for (int port = 1; port <= ON_USB.size(); port++) {
            map.add(entry(PortPath.virtual(port), "0" + port));
        }
        for (int line = 1; line <= lines.size(); line++) {
            map.add(entry(lines.get(line - 1), "S" + line));
        }
        return map.toArray(StationConfig.PortEntry[]::new);
    }

    private static StationConfig.PortEntry entry(PortPath port, String slot) {
        return new StationConfig.PortEntry(port, new Slot(slot), 0, 0, List.of());
    }

    private static Map<Unit, JobId> begin(LineHarness line, LabSerials serials, PageStore pages) {
        Map<Unit, JobId> jobs = new HashMap<>();
        for (int port = 1; port <= ON_USB.size(); port++) {
            BoardSpec.parse(ON_USB.get(port - 1).board(), port).plug(line.hub(), port, pages, told -> {});
        }
        for (int port = 1; port <= ON_USB.size(); port++) {
            line.awaitState(port, PortState.AwaitingScan.class);
            Unit unit = ON_USB.get(port - 1);
            assertThat(line.status(port).recipes()).as(unit.board()).containsExactly(unit.recipe());
            jobs.put(unit, started(unit, line.scanFor(port, serials.next(List.of(unit.recipe())))));
        }
        for (int i = 0; i < ON_LINES.size(); i++) {
            Unit unit = ON_LINES.get(i);
            jobs.put(unit, started(unit, line.scanFor("S" + (i + 1), serials.next(List.of(unit.recipe())))));
        }
        assertThat(jobs).hasSize(12);
        return jobs;
    }

    private static JobId started(Unit unit, ScanOutcome scanned) {
        assertThat(scanned).as("%s", unit).isInstanceOf(ScanOutcome.Started.class);
        return ((ScanOutcome.Started) scanned).job();
    }

    private static void assertEnded(LineHarness line, Unit unit, JobId id) {
        JobSummary job = line.ended(id).summary();
        Failure failure = job.failure();
        assertThat(failure == null ? PASSED : failure.kind().code())
                .as("%s: %s", unit, failure)
                .isEqualTo(unit.outcome());
        JobSummary record = line.recorded(job.job()).summary();
        assertThat(record).isEqualTo(job);
        assertThat(record.recipe()).isEqualTo(unit.recipe());
        if (failure == null) {
            assertThat(record.images()).as("%s", unit).isNotEmpty();
            assertThat(record.bytes()).as("%s", unit).isPositive();
            boolean proved = record.images().stream().anyMatch(image -> image.proved() != null);
            assertThat(record.verified()).as("%s: %s", unit, record.images()).isEqualTo(proved ? "readback" : "none");
        }
        assertThat(record.attempts().size() > 1)
                .as("%s passed in a later try", unit)
                .isEqualTo(unit.hasFault() && failure == null);
        if (failure == null && CHIPS.contains(unit.recipe())) {
            assertThat(record.chip()).isEqualTo(unit.recipe());
            assertThat(record.images())
                    .filteredOn(image -> !image.name().equals("build"))
                    .hasSize(3)
                    .extracting(ImageUsed::proved)
                    .containsOnly(ESP_PROOF);
        } else if (failure == null && unit.recipe().equals("ymodem")) {
            assertThat(record.images()).extracting(ImageUsed::proved).containsExactly("received back, byte by byte");
        }
    }

    /** What it holds, from outside. */
    private void assertHolds(Unit unit, VirtualBoard board) throws IOException {
        if (!unit.outcome().equals(PASSED)) {
            return;
        }
        Path own = Objects.requireNonNull(images.get(unit.recipe()));
        if (board instanceof EspBoard chip) {
            byte[] app = Files.readAllBytes(own.resolve("app.bin"));
            assertThat(chip.read(APP_AT, app.length)).as("%s", unit).isEqualTo(app);
            await().until(chip::runsApplication);
        } else {
            FileBoard holds = (FileBoard) board;
            assertThat(holds.file().orElseThrow().content())
                    .as("%s", unit)
                    .isEqualTo(Files.readAllBytes(own.resolve("firmware.bin")));
            assertThat(holds.runsFile()).isTrue();
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
