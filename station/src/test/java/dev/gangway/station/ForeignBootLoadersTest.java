package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BootMode;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards whose boot loader we did not build: what its fastboot gadget shows accuses nobody, and a real swap is noticed. */
class ForeignBootLoadersTest {
    private static final PageStore PAGES = PageStore.temporary();

    @TempDir
    Path folder;

    private static VirtualBoard board(String spec) {
        return BoardSpec.parse(spec).make(PAGES, line -> {}).board();
    }

    private JobSummary run(Recipe recipe, String spec) throws Exception {
        try (LineHarness line = LineSetup.in(folder).recipes(recipe).start()) {
            line.plug(1, board(spec));
            line.awaitState(1, PortState.AwaitingScan.class);
            JobSummary job = line.ended(((ScanOutcome.Started) line.scanFor(1, "NN-00001")).job())
                    .summary();
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
            return job;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "derived, DERIVED_SERIAL",
        "none, PORT",
        "env:0123456789ABCDEF, PORT",
        "env:my-product-7, PORT",
        "other-sid, PORT"
    })
    void aSoundBoardPassesWhateverItsSerialAndTheRecordSaysByWhatItWasKnown(String serial, IdentityBasis basis)
            throws Exception {
        JobSummary job =
                run(TestRecipes.uboot(text -> text), "allwinner:soc=h3,then=fastboot,fastboot-serial=" + serial);

        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.identity())
                .containsEntry(BootMode.FEL, IdentityBasis.ID)
                .containsEntry(BootMode.FASTBOOT, basis);
    }

    /** A recipe that knows its firmware may ask for more. */
    @Test
    void aRecipeThatAsksForTheDerivedSerialGetsNoOther() throws Exception {
        Recipe recipe =
                TestRecipes.uboot(text -> text.replace("verify: readback\n", "verify: readback\nidentity: derived\n")
                        .replace("attempts: 3", "attempts: 1"));

        JobSummary other = run(recipe, "allwinner:soc=h3,then=fastboot,fastboot-serial=other-sid");

        assertThat(other.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(Objects.requireNonNull(other.failure()).kind()).isEqualTo(FailureKind.BOARD_SWAPPED);
    }

    /** Each place where the board of a chip-pro job leaves the bus and one in FEL mode comes back. */
    @ParameterizedTest
    @ValueSource(strings = {"wait for FEL after the probe", "wait for FEL after flashing", "wait for the read-back"})
    void aSwapAtAHandOverIsNoticed(String step) throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            AtomicBoolean swapped = new AtomicBoolean();
            line.watch(status -> {
                if (status.state() instanceof PortState.Running running
                        && running.step().equals(step)
                        && swapped.compareAndSet(false, true)) {
                    line.unplug(1);
                    line.plug(1, TestBoard.chip(2).board());
                }
            });

            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            Failure failure = Objects.requireNonNull(job.failure());
            assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_SWAPPED);
            assertThat(failure.message()).contains("sid:");
        }
    }
}
