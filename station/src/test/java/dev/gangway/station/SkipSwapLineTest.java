package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.PoolConfig;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.disk.DiskBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was found on one board says nothing of another that stands in its place, and one unit's image nothing of another's. */
class SkipSwapLineTest {
    private static final int DISK = 200_000;
    private static final String SPEC = "disk:size=16M";

    private final byte[] content = new byte[DISK];
    private final PageStore pages = PageStore.temporary();

    @TempDir
    Path folder;

    @BeforeEach
    void image() throws Exception {
        new Random(47).nextBytes(content);
        Files.write(Files.createDirectories(folder.resolve("images")).resolve("disk.img"), content);
    }

    @AfterEach
    void close() {
        pages.close();
    }

    /** Boards of one kind without an id of their own: nobody can tell them apart. */
    private DiskBoard disk(String more) {
        return (DiskBoard)
                BoardSpec.parse(SPEC + more, 1).make(pages, told -> {}).board();
    }

    private LineHarness line(Recipe recipe) throws Exception {
        return LineSetup.in(folder)
                .ports(2)
                .recipes(recipe)
                .images(folder.resolve("images"))
                .pools(new PoolConfig("macs", new PoolConfig.Macs(0x02_00_00_00_00_10L, 1, 10), 0))
                .start();
    }

    private static Recipe recipe(String between) {
        return TestRecipes.shipped("raw-disk", text -> text.replace("attempts: 3", "attempts: 2")
                .replace("backOff: 2s", "backOff: 50ms")
                .replace("powerCycle: true", "powerCycle: false")
                .replace("- disk.write: disk\n", "- disk.write: disk\n    skip: same\n")
                .replace("  - disk.verify: disk\n", between + "  - disk.verify: disk\n"));
    }

    private static ImageUsed image(JobSummary job) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        return job.images().stream()
                .filter(image -> image.name().equals("disk"))
                .findFirst()
                .orElseThrow();
    }

    private static JobId scan(LineHarness line, String serial) {
        line.awaitState(1, PortState.AwaitingScan.class);
        return ((ScanOutcome.Started) line.scanFor(1, serial)).job();
    }

    @Test
    void aBoardThatIsChangedBetweenTheLookAndTheVerifyingIsReadBack() throws Exception {
        Recipe recipe = recipe("  - await: mass-storage\n    name: plug again\n    afresh: true\n");
        try (LineHarness line = line(recipe)) {
            DiskBoard right = disk("");
            right.keep(0, content);
            line.plug(1, right);
            JobId job = scan(line, "RD-00001");
            line.awaitStep(1, "plug again");

            line.unplug(1);
            DiskBoard blank = disk("");
            line.plug(1, blank);

            // The first attempt finds the other board's bytes; the second one writes them.
            JobSummary summary = line.ended(job).summary();
            assertThat(summary.attempts().get(0).failure())
                    .satisfies(failure ->
                            assertThat(Objects.requireNonNull(failure).kind()).isEqualTo(FailureKind.VERIFY_MISMATCH));
        }
    }

    @Test
    void aBoardThatIsChangedWhileItIsLookedAtIsWrittenWhole() throws Exception {
        try (LineHarness line = line(recipe(""))) {
            // It takes a second to look at, so that it is pulled in the middle.
            DiskBoard right =
                    (DiskBoard) BoardSpec.parse(SPEC + ",fault=slow:200000", 1).plug(line.hub(), 1, pages, told -> {});
            right.keep(0, content);
            JobId job = scan(line, "RD-00001");
            line.awaitStep(1, "write the disk");

            line.unplug(1);
            DiskBoard blank = disk("");
            line.plug(1, blank);

            ImageUsed used = image(line.ended(job).summary());
            assertThat(used.wasAlreadyThere()).isFalse();
            assertThat(used.written()).isEqualTo(DISK);
            assertThat(blank.read(0, DISK)).isEqualTo(content);
        }
    }

    @Test
    void ofAnImageThatIsMadeForTheUnitOnlyThisUnitsCounts() throws Exception {
        Recipe recipe = TestRecipes.shipped("raw-disk", text -> text.replace("attempts: 3", "attempts: 1")
                .replace("  disk:\n    file: disk.img\n    format: raw\n", """
                          base: { file: disk.img, format: raw }
                          disk:
                            file: unit.img
                            format: raw
                            made:
                              of: base
                              patch: [ { at: 100000, put: "{{unit.mac:bare}}", as: hex, size: 6 } ]
                        unit:
                          mac: { pool: macs, type: mac }
                        """)
                .replace("- disk.write: disk\n", "- disk.write: disk\n    skip: same\n"));
        try (LineHarness line = line(recipe)) {
            DiskBoard board = disk("");
            line.plug(1, board);
            assertThat(image(line.ended(scan(line, "RD-00001")).summary()).written())
                    .isEqualTo(DISK);
            byte[] first = board.read(0, DISK);
            assertThat(HexFormat.of().formatHex(first, 100_000, 100_006)).isEqualTo("020000000010");

            line.unplug(1);
            line.awaitState(1, PortState.Empty.class);
            line.plug(1, board);
            ImageUsed other = image(line.ended(scan(line, "RD-00002")).summary());
            assertThat(other.wasAlreadyThere()).isFalse();
            assertThat(other.written()).isEqualTo(1 << 16);
            byte[] second = board.read(0, DISK);
            assertThat(HexFormat.of().formatHex(second, 100_000, 100_006)).isEqualTo("020000000011");
            assertThat(Arrays.mismatch(first, second)).isEqualTo(100_005);
        }
    }
}
