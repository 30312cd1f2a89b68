package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BootMode;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Green is what was read back in the job, image by image, not what the recipe's text promises. */
class ProvedGreenTest {
    private static final String ROOTFS_REGION = "      - { image: rootfs, offset: 0x1000000 }\n";
    private static final String UBOOT_REGION = "      - { image: uboot, offset: 0x800000 }\n";
    private static final String LAST_STEP = "    ifLate: U-Boot did not start, or was built without fastboot\n";

    @TempDir
    Path folder;

    private JobSummary chip(UnaryOperator<String> change) throws Exception {
        try (LineHarness line =
                LineSetup.in(folder).recipes(TestRecipes.chipPro(change)).start()) {
            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
            return job;
        }
    }

    private JobSummary uboot(UnaryOperator<String> change) throws Exception {
        Recipe recipe = TestRecipes.uboot(change);
        try (LineHarness line = LineSetup.in(folder).recipes(recipe).start()) {
            line.plug(1, TestBoard.soc("H3", 1));
            line.awaitState(1, PortState.AwaitingScan.class);
            ScanOutcome scanned = line.scanFor(1, "NN-00001");
            return line.ended(((ScanOutcome.Started) scanned).job()).summary();
        }
    }

    private static void assertUnproved(JobSummary job, String image) {
        Failure failure = Objects.requireNonNull(job.failure());
        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(failure.kind()).isEqualTo(FailureKind.VERIFY_MISSING);
        assertThat(failure.message()).startsWith(image + " was written");
        assertThat(job.attempts()).as("another attempt would not help").hasSize(1);
    }

    @Test
    void theRecordSaysOfEachImageHowItWasProvedAndByWhatTheBoardWasKnown() throws Exception {
        JobSummary job = chip(text -> text);

        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.images())
                .filteredOn(image -> image.proved() != null)
                .extracting(ImageUsed::name)
                .containsExactlyInAnyOrder("splPages", "uboot", "rootfs");
        assertThat(job.images())
                .filteredOn(image -> image.name().equals("rootfs"))
                .extracting(ImageUsed::proved)
                .containsExactly("NAND read back, CRC-32");
        assertThat(job.identity())
                .containsEntry(BootMode.FEL, IdentityBasis.ID)
                .containsEntry(BootMode.FASTBOOT, IdentityBasis.DERIVED_SERIAL);
    }

    /** fastboot wrote it. */
    @Test
    void anImageThatIsFlashedAndNotReadBackIsNotGreenWhateverElseWasReadBack() throws Exception {
        assertUnproved(chip(text -> text.replace(ROOTFS_REGION, "")), "rootfs");
    }

    /** A U-Boot script wrote it, from where FEL had put it. */
    @Test
    void anImageThatAScriptWritesAndNobodyReadsBackIsNotGreen() throws Exception {
        assertUnproved(chip(text -> text.replace(UBOOT_REGION, "")), "uboot");
    }

    /** Memory was compared, but a partition was written after that. */
    @Test
    void whatLiesInMemoryIsNoProofOfAPartition() throws Exception {
        assertUnproved(
                uboot(text -> text.replace(LAST_STEP, LAST_STEP + "  - fastboot.flash: uboot\n    partition: boot\n")),
                "uboot");
    }

    @Test
    void aRecipeMaySayThatAnImageNeedNoProofAndTheRecordSaysSo() throws Exception {
        JobSummary job = chip(text -> text.replace(ROOTFS_REGION, "")
                .replace("    format: ubi-sparse\n", "    format: ubi-sparse\n    verify: none\n"));

        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.images())
                .filteredOn(image -> image.name().equals("rootfs"))
                .extracting(ImageUsed::proved)
                .containsExactly((String) null);
    }

    /** Loaded, compared in memory and run; nothing is written. */
    @Test
    void whatIsOnlyRunIsProvedInMemory() throws Exception {
        JobSummary job = uboot(text -> text);

        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.images()).extracting(ImageUsed::proved).containsExactly("memory read back");
        assertThat(job.verified()).isEqualTo("readback");
    }
}
