package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.StationConfig.PortEntry;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.JobSummary;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.StepResult;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.fault.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing switches a port, a person unplugs its board and plugs it in again: for a step, and before a retry, in the same way. */
@Tag("lab")
class ReplugLineTest {
    private static final String ASKED = "Unplug slot 01, then plug it in again!";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private LineHarness line(Recipe recipe) throws StartFailure {
        return LineSetup.in(folder)
                .ports(1)
                .recipes(recipe)
                .slots(new PortEntry(PortPath.virtual(1), new Slot("01"), 0, 0, List.of()))
                .bus(hub -> new OtherSwitches(hub, Optional.empty()))
                .start();
    }

    /** Begins with a power cycle. */
    private static Recipe cycling(String timeout) {
        return TestRecipes.chipPro(text -> text.replace("attempts: 3", "attempts: 2")
                .replace(
                        "\nsteps:\n",
                        "\nsteps:\n  - power: cycle\n    name: power\n    off: 50ms\n    timeout: " + timeout + "\n"));
    }

    private static boolean asks(PortState state, int attempt, int step) {
        return state instanceof PortState.Running running
                && running.attempt() == attempt
                && running.stepNumber() == step
                && Optional.ofNullable(running.prompt())
                        .filter(prompt -> prompt.text().equals(ASKED))
                        .filter(prompt -> prompt.urgentFrom() != null)
                        .isPresent();
    }

    /** A job whose first attempt stumbles, and which asks for a replug. */
    private static JobId retried(LineHarness line) {
        JobId job = line.begin(1, TestBoard.chip(1, new Fault.Stall(100_000, 1)), "CP-00001");
        line.awaitState(1, state -> asks(state, 2, 0));
        return job;
    }

    private static FailureKind kind(JobSummary job) {
        return Objects.requireNonNull(job.failure()).kind();
    }

    @Test
    void aStepAsksThePerson() throws Exception {
        try (LineHarness line = line(cycling("20s"))) {
            JobId job = line.begin(1, TestBoard.chip(1), "CP-00001");
            line.awaitState(1, state -> asks(state, 1, 1));
            line.powerCycle(1);

            JobSummary ended = line.ended(job).summary();
            assertThat(ended.verdict()).as("%s", ended.failure()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aStepThatNobodyFollowsIsRetriedAndFails() throws Exception {
        try (LineHarness line = line(cycling("200ms"))) {
            JobSummary ended = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(ended.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(kind(ended)).isEqualTo(FailureKind.BOARD_NOT_BACK);
            assertThat(ended.attempts()).hasSize(2);
            assertThat(ended.steps())
                    .as("a recipe that begins with a cycle asks once an attempt")
                    .extracting(StepResult::step)
                    .containsExactly("power", "power");
        }
    }

    @Test
    void aRetryAsksThePersonAndGoesOnWithTheBoardThatCame() throws Exception {
        try (LineHarness line = line(TestRecipes.chipPro())) {
            JobId job = retried(line);
            line.powerCycle(1);

            JobSummary ended = line.ended(job).summary();
            assertThat(ended.verdict()).as("%s", ended.failure()).isEqualTo(Verdict.PASSED);
            assertThat(ended.attempts()).hasSize(2);
            assertThat(ended.steps())
                    .filteredOn(step -> step.attempt() == 2)
                    .first()
                    .satisfies(step -> assertThat(step.step()).isEqualTo("power cycle"))
                    .satisfies(step -> assertThat(step.ok()).isTrue());
            assertThat(ended.steps())
                    .filteredOn(step -> step.attempt() == 1)
                    .as("a first attempt asks nobody")
                    .extracting(StepResult::step)
                    .doesNotContain("power cycle");
        }
    }

    @Test
    void anotherBoardThatIsPluggedInInsteadIsNoticedAndNotWritten() throws Exception {
        try (LineHarness line = line(TestRecipes.chipPro())) {
            JobId job = retried(line);
            TestBoard other = TestBoard.chip(2);
            line.unplug(1);
            line.plug(1, other);

            JobSummary ended = line.ended(job).summary();
            assertThat(ended.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(kind(ended)).isEqualTo(FailureKind.BOARD_SWAPPED);
            assertThat(other.nand().programs()).isZero();
        }
    }

    @Test
    void anAbortEndsTheWait() throws Exception {
        try (LineHarness line = line(TestRecipes.chipPro())) {
            JobId job = retried(line);
            assertThat(line.command(1, new PortCommand.Abort("tester"))).isInstanceOf(PortReply.Accepted.class);

            assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.ABORTED);
            assertThat(line.state(1)).isInstanceOf(PortState.Failed.class);
        }
    }

    @Test
    void aStationThatStopsEndsTheWaitOnRecord() throws Exception {
        try (LineHarness line = line(TestRecipes.chipPro())) {
            retried(line);
            line.station().endJobs(null);

            assertThat(line.ledger()).singleElement().satisfies(job -> {
                assertThat(job.summary().verdict()).isEqualTo(Verdict.INTERRUPTED);
                assertThat(job.summary().attempts())
                        .extracting(AttemptResult::failure)
                        .extracting(failure -> Objects.requireNonNull(failure).kind())
                        .endsWith(FailureKind.STATION_STOPPED);
            });
        }
    }

    /** A retry gives a person half a minute. */
    @Test
    @Tag("lab")
    @Tag("long")
    void aRetryThatNobodyHelpsIsMadeAllTheSame() throws Exception {
        try (LineHarness line = line(TestRecipes.chipPro())) {
            JobSummary ended = line.ended(retried(line)).summary();

            assertThat(ended.verdict()).as("%s", ended.failure()).isEqualTo(Verdict.PASSED);
            assertThat(ended.attempts()).hasSize(2);
            assertThat(ended.steps())
                    .filteredOn(step -> step.attempt() == 2)
                    .first()
                    .satisfies(step -> assertThat(step.step()).isEqualTo("power cycle"))
                    .satisfies(step -> assertThat(step.ok()).isFalse());
        }
    }

    @Test
    @Tag("lab")
    @Tag("long")
    void aBoardThatDoesNotComeBackFailsAndSaysWhatToDo() throws Exception {
        try (LineHarness line = line(TestRecipes.chipPro(text -> text.replace("attempts: 3", "attempts: 2")))) {
            JobId job = retried(line);
            line.unplug(1);

            JobSummary ended = line.ended(job).summary();
            assertThat(ended.verdict()).isEqualTo(Verdict.FAILED);
            Failure failure = Objects.requireNonNull(ended.failure());
            assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_NOT_BACK);
            assertThat(failure.message())
                    .isEqualTo("the board on virtual:1 was unplugged and not plugged in again within 30 s:"
                            + " unplug it, plug it in, and scan it again");
        }
    }
}
