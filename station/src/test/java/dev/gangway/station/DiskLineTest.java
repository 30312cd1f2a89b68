package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BoardId;
import dev.gangway.model.BootMode;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.disk.DiskBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.sample.SampleImages;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards that show a disk, on a whole line with the recipe that is shipped for them. */
class DiskLineTest {
    private static final int BLOCK = 4096;
    private static final int IMAGE = (2 << 20) + 5000;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] image = new byte[IMAGE];
    private int units;

    @BeforeEach
    void images() throws IOException {
        new Random(9).nextBytes(image);
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), image);
    }

    @AfterEach
    void close() {
        pages.close();
    }

    private LineHarness line(Recipe... recipes) throws StartFailure {
        return LineSetup.in(folder)
                .ports(VanishSweep.PORTS)
                .recipes(recipes)
                .images(folder.resolve("images"))
                .start();
    }

    private static Recipe raw(UnaryOperator<String> change) {
        return TestRecipes.shipped("raw-disk", change);
    }

    private static Recipe once() {
        return raw(text -> text.replace("attempts: 3", "attempts: 1"));
    }

    private DiskBoard plug(LineHarness line, int port, String spec) {
        DiskBoard board = put(line, port, spec);
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private DiskBoard put(LineHarness line, int port, String spec) {
        return (DiskBoard) BoardSpec.parse(spec, port).plug(line.hub(), port, pages, told -> {});
    }

    private JobId begin(LineHarness line, int port) {
        return ((ScanOutcome.Started) line.scanFor(port, String.format("RD-%05d", ++units))).job();
    }

    @Test
    void aDiskIsWrittenReadBackAndEjected() throws Exception {
        try (LineHarness line = line(raw(text -> text))) {
            DiskBoard board = plug(line, 1, "disk:size=16M,serial=00D15C0001");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.chip()).isEqualTo("linux-gadget");
            assertThat(job.boardId()).isEqualTo(new BoardId("serial:00D15C0001"));
            assertThat(job.identity()).containsEntry(BootMode.MASS_STORAGE, IdentityBasis.SERIAL);
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .containsExactly(tuple("disk", "disk read back, byte by byte"));
            assertThat(board.read(0, IMAGE)).isEqualTo(image);
            assertThat(board.isEjected()).isTrue();
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "size=16M, read-only, board-refused",
        "size=16M, read-only@1500000, medium-failed",
        "size=16M, medium-error:3000, medium-failed",
        "size=16M, swallow, verify-mismatch",
        "size=16M, swallow@1500000, verify-mismatch",
        "size=16M, corrupt-write@1500000, verify-mismatch",
        "size=1M, stall@99999999, image-too-large"
    })
    void aBoardWithAFaultOfItsOwnFailsForIt(String size, String fault, String kind) throws Exception {
        try (LineHarness line = line(once())) {
            plug(line, 1, "disk:" + size + ",fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code())
                    .as("%s", job.failure())
                    .isEqualTo(kind);
        }
    }

    @Test
    void aDiskThatIsSmallerThanItSaysFailsWhenItIsReadBack() throws Exception {
        try (LineHarness line = line(once())) {
            plug(line, 1, "disk:size=16M,really=1M");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stall@20000", "stall@3000000", "short@3000000", "garbage@3000000", "disconnect@1500000:50ms",
        "wrong-tag@100000", "phase-error@3000000", "residue@1000", "not-ready@1000000x5", "slow:20000000"
    })
    void aBoardThatStumblesOncePassesInTheEnd(String fault) throws Exception {
        try (LineHarness line = line(raw(text -> text))) {
            DiskBoard board = plug(line, 1, "disk:size=16M,fault=" + fault);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.read(0, IMAGE)).isEqualTo(image);
        }
    }

    @Test
    void aSlowDiskSlowsNoOther() throws Exception {
        try (LineHarness line = line(raw(text -> text))) {
            plug(line, 1, "disk:size=16M,fault=slow:50000");
            begin(line, 1);
            for (int port = 2; port <= 4; port++) {
                plug(line, port, "disk:size=16M");
            }
            List<JobId> quick = new ArrayList<>();
            for (int port = 2; port <= 4; port++) {
                quick.add(begin(line, port));
            }

            for (JobId job : quick) {
                JobSummary passed = line.ended(job).summary();
                assertThat(passed.verdict()).as("%s", passed.failure()).isEqualTo(Verdict.PASSED);
            }
            assertThat(line.state(1)).isInstanceOf(PortState.Running.class);
        }
    }

    @Test
    void ofAnImageWithABlockMapOnlyWhatThatNamesIsWrittenAndProved() throws Exception {
        writeMap(image);
        try (LineHarness line = line(mapped())) {
            DiskBoard board = plug(line, 1, "disk:size=16M");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .contains(tuple("disk", "mapped blocks of the disk read back, byte by byte"));
            assertThat(board.read(0, 4 * BLOCK)).isEqualTo(Arrays.copyOf(image, 4 * BLOCK));
            assertThat(board.read(4 * BLOCK, IMAGE)).containsOnly(0);
        }
    }

    @Test
    void anImageThatIsNotItsBlockMapsIsRefusedBeforeTheFirstByte() throws Exception {
        byte[] other = image.clone();
        other[BLOCK] ^= 1;
        writeMap(other);
        try (LineHarness line = line(mapped())) {
            DiskBoard board = plug(line, 1, "disk:size=16M");

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(job.failure().message()).contains("blocks 0 to 3 are not what the block map says");
            assertThat(board.read(0, IMAGE)).containsOnly(0);
        }
    }

    private static Recipe mapped() {
        return raw(text -> text.replace(
                        "    format: raw\n", "    format: raw\n  map:\n    file: disk.img.bmap\n    format: raw\n")
                .replace("- disk.write: disk\n", "- disk.write: disk\n    bmap: map\n")
                .replace("- disk.verify: disk\n", "- disk.verify: disk\n    bmap: map\n"));
    }

    /** As bmaptool writes it: the first four blocks, of what is given. */
    private void writeMap(byte[] of) throws Exception {
        String text = """
                <bmap version="2.0">
                    <ImageSize> %d </ImageSize>
                    <BlockSize> 4096 </BlockSize>
                    <BlocksCount> %d </BlocksCount>
                    <MappedBlocksCount> 4 </MappedBlocksCount>
                    <ChecksumType> sha256 </ChecksumType>
                    <BmapFileChecksum> %s </BmapFileChecksum>
                    <BlockMap> <Range chksum="%s"> 0-3 </Range> </BlockMap>
                </bmap>
                """;
        int blocks = (IMAGE + BLOCK - 1) / BLOCK;
        String range = sha256(Arrays.copyOf(of, 4 * BLOCK));
        String sum = sha256(text.formatted(IMAGE, blocks, "0".repeat(64), range).getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("images/disk.img.bmap"), text.formatted(IMAGE, blocks, sum, range));
    }

    private static String sha256(byte[] of) {
        MessageDigest digest = Digest.sha256();
        digest.update(of);
        return Digest.of(digest).hex();
    }

    @Test
    void aStickOfSomebodyElseIsNotServed() throws Exception {
        try (LineHarness line = line(once())) {
            BoardSpec.parse("disk:id=0781:5567").plug(line.hub(), 1, pages, told -> {});

            line.awaitState(
                    1,
                    now -> now instanceof PortState.Detected detected
                            && detected.problem() != null
                            && detected.problem().kind() == FailureKind.CHIP_NOT_SERVED
                            && detected.problem().message().contains("0781:5567"));
        }
    }

    @Test
    void anAllwinnerBoardGoesFromFelToItsDiskInOneJob() throws Exception {
        SampleImages.uboot(folder.resolve("images"), 4);
        try (LineHarness line = line(TestRecipes.shipped("allwinner-ums", text -> text))) {
            BoardSpec.parse("allwinner:soc=h3,card=16M", 1).plug(line.hub(), 1, pages, told -> {});
            line.awaitState(1, PortState.AwaitingScan.class);

            JobSummary job = line.ended(begin(line, 1)).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.images())
                    .extracting(ImageUsed::name, ImageUsed::proved)
                    .contains(tuple("disk", "disk read back, byte by byte"));
            assertThat(job.identity())
                    .containsEntry(BootMode.FEL, IdentityBasis.ID)
                    .containsEntry(BootMode.MASS_STORAGE, IdentityBasis.DERIVED_SERIAL);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw-disk", "allwinner-ums"})
    void theDemoMakesItsBoardsAndImages(String recipe) {
        CommandRun run = CommandRun.of(
                "demo", "--auto", "--once", "--ports", "1", "--recipe", "../config/recipes/" + recipe + ".yaml");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 passed");
    }

    /** The board vanishes for good at byte positions spread over the whole job; each next one on the port passes. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatVanishesAnywhereFailsAndTheNextOnePasses() throws Exception {
        Recipe first =
                TestRecipes.shipped("raw-disk", "raw-disk-once", text -> text.replace("attempts: 3", "attempts: 1")
                        .replaceAll("pattern: \".*\", check", "pattern: \"DV-[0-9]{5}\", check")
                        .replace("timeout: 30s", "timeout: 3s"));
        try (LineHarness line = line(
                first, raw(text -> text.replaceAll("pattern: \".*\", check", "pattern: \"RD-[0-9]{5}\", check")))) {
            new VanishSweep(line, pages, "disk:size=16M", "DV-%05d", "RD-%05d").run();
        }
    }
}
