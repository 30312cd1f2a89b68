package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two products with the same USB ids on one hub, and a board that is neither. */
class TwoProductsTest {
    @TempDir
    Path folder;

    @Test
    void eachBoardGetsTheRecipeOfItsChipAndAStrangerSaysSo() throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .ports(3)
                .recipes(TestRecipes.chipPro(), TestRecipes.uboot(text -> text.replace("a64, ", "")))
                .start()) {
            line.plug(1, TestBoard.soc("A64", 1));
            line.plug(2, TestBoard.soc("H3", 2));
            line.plug(3, TestBoard.chip(3));
            line.awaitState(2, PortState.AwaitingScan.class);
            line.awaitState(3, PortState.AwaitingScan.class);

            Failure stranger = Objects.requireNonNull(((PortState.Detected) line.awaitState(
                            1, now -> now instanceof PortState.Detected detected && detected.problem() != null))
                    .problem());
            ScanOutcome chip = line.scanFor(3, "CP-00001");
            ScanOutcome nano = line.scan("NN-00001");

            assertThat(stranger.kind()).isEqualTo(FailureKind.CHIP_NOT_SERVED);
            assertThat(stranger.message()).contains("A64");
            assertThat(line.status(1).recipes()).isEmpty();
            JobSummary first = line.ended(((ScanOutcome.Started) chip).job()).summary();
            JobSummary second = line.ended(((ScanOutcome.Started) nano).job()).summary();
            assertThat(first.recipe()).isEqualTo("chip-pro");
            assertThat(second.recipe()).isEqualTo("allwinner-fel-uboot");
            assertThat(second.port()).isEqualTo(line.status(2).port());
            assertThat(first.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(second.verdict()).as("%s", second.failure()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aSerialOfTheOtherProductIsRefused() throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .recipes(TestRecipes.chipPro(), TestRecipes.uboot(text -> text))
                .start()) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);

            ScanOutcome outcome = line.scan("NN-00001");

            assertThat(outcome).isInstanceOf(ScanOutcome.Refused.class);
            assertThat(((ScanOutcome.Refused) outcome).reason()).isEqualTo("no-recipe");
            assertThat(line.state(1)).isInstanceOf(PortState.AwaitingScan.class);
        }
    }

    /** The same chip, another revision of the silicon. */
    @Test
    void aRecipeForOtherBoardIdsDoesNotServe() throws Exception {
        var picky =
                TestRecipes.chipPro(text -> text.replace("chips: [a13] }", "chips: [a13], boardIds: \"sid:99.*\" }"));
        try (LineHarness line = LineSetup.in(folder).recipes(picky).start()) {
            line.plug(1, TestBoard.chip(1));

            line.awaitState(
                    1,
                    now -> now instanceof PortState.Detected detected
                            && detected.problem() != null
                            && detected.problem().kind() == FailureKind.CHIP_NOT_SERVED);
        }
    }
}
