package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.fault.Fault;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad images, recipes, scans and boards: a clear error, never a hang or a green tile. */
class BadInputTest {
    @TempDir
    Path folder;

    private Path images;

    @BeforeEach
    void copyImages() {
        images = TestImages.copy(folder.resolve("images"));
    }

    @Test
    void aTruncatedImageIsRefused() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(images.resolve(TestImages.UBI).toFile(), "rw")) {
            file.setLength(file.length() / 2 + 1);
        }

        assertFails(TestRecipes.chipPro(), FailureKind.IMAGE_INVALID, TestImages.UBI);
    }

    @Test
    void anSplWhoseChecksumIsWrongIsRefused() throws Exception {
        Path spl = images.resolve("sunxi-spl.bin");
        byte[] bytes = Files.readAllBytes(spl);
        bytes[bytes.length / 2] ^= 1;
        Files.write(spl, bytes);

        assertFails(TestRecipes.chipPro(), FailureKind.IMAGE_INVALID, "sunxi-spl.bin");
    }

    @Test
    void aRecipeThatNamesAMissingFileFailsWithItsName() throws Exception {
        Recipe recipe = TestRecipes.chipPro(text -> text.replace("file: u-boot-dtb.bin", "file: u-boot-gone.bin"));

        assertFails(recipe, FailureKind.IMAGE_MISSING, "u-boot-gone.bin");
    }

    private void assertFails(Recipe recipe, FailureKind kind, String named) throws Exception {
        try (LineHarness line =
                LineSetup.in(folder).recipes(recipe).images(images).start()) {
            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            Failure failure = Objects.requireNonNull(job.failure());
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.message()).contains(named);
            assertThat(job.attempts()).as("no retry can help").hasSize(1);
            assertThat(line.recorded(job.job()).summary().failure()).isEqualTo(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CP-0\u00000001", "CP-\u001b[31m1", "CP-000\u202e01", "CP-00001\u0085x"})
    void aSerialWithControlCharactersIsRefusedAndShownHarmlessly(String text) throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);

            ScanOutcome outcome = line.scan(text);

            assertThat(outcome).isInstanceOf(ScanOutcome.Refused.class);
            assertThat(outcome.shown().chars()).noneMatch(Character::isISOControl);
            assertThat(outcome.shown()).doesNotContain("\u202e");
            assertThat(line.state(1)).isInstanceOf(PortState.AwaitingScan.class);
        }
    }

    @Test
    void aBarcodeOfTwoMegabytesIsRefusedAndCutShort() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);

            ScanOutcome outcome = line.scan("CP-00001".repeat(1 << 18));

            assertThat(outcome).isInstanceOf(ScanOutcome.Refused.class);
            assertThat(((ScanOutcome.Refused) outcome).reason()).isEqualTo("too-long");
            assertThat(outcome.shown()).hasSizeLessThan(300);
            assertThat(line.scan("CP-00001")).isInstanceOf(ScanOutcome.Started.class);
        }
    }

    @Test
    void aBoardThatAlwaysAnswersNonsenseIsNeverOffered() throws Exception {
        try (LineHarness line = LineSetup.in(folder).ports(1).start()) {
            line.plug(1, TestBoard.chip(1, new Fault.Garbage(0, Fault.ALWAYS)));

            PortState state =
                    line.awaitState(1, now -> now instanceof PortState.Detected detected && detected.problem() != null);
            ScanOutcome outcome = line.scan("CP-00001");

            assertThat(Objects.requireNonNull(((PortState.Detected) state).problem())
                            .kind())
                    .isEqualTo(FailureKind.PROTOCOL_GARBAGE);
            assertThat(outcome).isInstanceOf(ScanOutcome.Refused.class);
        }
    }

    @Test
    void aBoardThatTurnsToNonsenseInMidJobFails() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            JobSummary job = line.run(1, TestBoard.chip(1, new Fault.Garbage(2_000, Fault.ALWAYS)), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            line.unplug(1);
            line.awaitState(1, PortState.Empty.class);
            assertThat(line.run(1, TestBoard.chip(2), "CP-00002").verdict()).isEqualTo(Verdict.PASSED);
        }
    }
}
