package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.PortConsole;
import dev.gangway.config.PortFixture;
import dev.gangway.config.StationConfig.PortEntry;
import dev.gangway.console.ConsoleFolder;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.pty.ConsoleExport;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A board that is flashed over USB is booted and asked: its console hangs on a line that the port map names. */
class BootVerifyLineTest {
    private static final String BOOTS = "Booting Linux on physical CPU (?<cpu>0x[0-9a-f]+)";

    @TempDir
    Path folder;

    /** The shipped recipe, and what the unit has to say then. */
    private static Recipe asking(String pattern, String within) {
        return TestRecipes.chipPro(
                text -> text.replace("attempts: 3", "attempts: 1").stripTrailing() + "\n  - console.expect: \""
                        + pattern + "\"\n    name: hear it boot\n    within: " + within + "\n");
    }

    private PortEntry console(@Nullable Path device) {
        return new PortEntry(
                PortPath.virtual(1),
                new Slot("01"),
                0,
                0,
                List.of(),
                new PortFixture(false, null, device == null ? null : new PortConsole(device.toString(), 115_200)));
    }

    private LineHarness line(Recipe recipe, PortEntry slot) throws StartFailure {
        return LineSetup.in(folder).ports(1).recipes(recipe).slots(slot).start();
    }

    private static JobSummary run(LineHarness line, TestBoard board) {
        line.plug(1, board);
        line.awaitState(1, PortState.AwaitingScan.class);
        return line.ended(line.start(1, "CP-00001")).summary();
    }

    private static Failure failure(JobSummary job) {
        return Objects.requireNonNull(job.failure());
    }

    private static ConsoleKept kept(JobSummary job) {
        return Objects.requireNonNull(job.attempts().get(0).console());
    }

    @Test
    void whatAUnitSaysWhenItStartsIsHeldAndRecorded() throws Exception {
        try (ConsoleExport consoles = new ConsoleExport(1, folder.resolve("consoles"));
                LineHarness line = line(asking(BOOTS, "10s"), console(consoles.link(1)))) {
            JobSummary job = run(line, TestBoard.chip(1, consoles.of(1)));

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            StepResult last = job.steps().get(job.steps().size() - 1);
            assertThat(last.step()).isEqualTo("hear it boot");
            assertThat(last.facts()).containsEntry("cpu", "0x0");
            String text =
                    new ConsoleFolder(folder.resolve("data")).read(job.job(), 1).orElseThrow();
            assertThat(text)
                    .as("all of the job, not the last step only")
                    .contains("downloading of", "were the same", "Booting Linux on physical CPU 0x0");
            assertThat(ConsoleFolder.digest(text)).isEqualTo(kept(job).sha256());
        }
    }

    @Test
    @Tag("lab")
    void aUnitThatWasWrittenRightAndDoesNotStartIsFailedWithItsLastLines() throws Exception {
        try (ConsoleExport consoles = new ConsoleExport(1, folder.resolve("consoles"));
                LineHarness line = line(asking("login:", "300ms"), console(consoles.link(1)))) {
            JobSummary job = run(line, TestBoard.chip(1, consoles.of(1)));

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.NO_BOOT);
            assertThat(failure(job).message())
                    .contains(
                            "did not say \"login:\" on its console within 0.3 s", "Booting Linux on physical CPU 0x0");
            assertThat(kept(job).last()).contains("Booting Linux on physical CPU 0x0");
        }
    }

    /** What the board said while it was written is of what it ran before. */
    @Test
    void whatWasSaidBeforeTheLastResetDoesNotCount() throws Exception {
        try (ConsoleExport consoles = new ConsoleExport(1, folder.resolve("consoles"));
                LineHarness line = line(asking("early", "300ms"), console(consoles.link(1)))) {
            AtomicBoolean once = new AtomicBoolean();
            JobSummary job = run(line, TestBoard.chip(1, said -> {
                if (said.startsWith("U-Boot") && once.compareAndSet(false, true)) {
                    consoles.of(1).accept("early");
                }
            }));

            assertThat(failure(job).kind()).isEqualTo(FailureKind.NO_BOOT);
            assertThat(new ConsoleFolder(folder.resolve("data")).read(job.job(), 1))
                    .as("it was heard")
                    .hasValueSatisfying(text -> assertThat(text).contains("early"));
        }
    }

    @Test
    void aRecipeThatAsksIsNotBegunWhereNobodyCanListen() throws Exception {
        try (LineHarness line = line(asking(BOOTS, "1s"), console(null))) {
            TestBoard board = TestBoard.chip(1);
            JobSummary job = run(line, board);

            assertThat(failure(job).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(failure(job).message()).contains("virtual:1 has none", "ports: console: {device: /dev/…}");
            assertThat(job.steps()).as("nothing was done").isEmpty();
        }
    }

    @Test
    @Tag("lab")
    void anAdapterThatIsNotThereIsToldAsThat() throws Exception {
        try (LineHarness line = line(asking(BOOTS, "300ms"), console(folder.resolve("nothing")))) {
            JobSummary job = run(line, TestBoard.chip(1));

            assertThat(failure(job).kind()).isEqualTo(FailureKind.NO_BOOT);
            assertThat(failure(job).message()).contains("there is no serial device", "plug it in");
        }
    }

    /** A recipe that asks nothing passes without its console; the record says that nobody listened. */
    @Test
    @Tag("lab")
    void aConsoleThatNobodyAsksDecidesNothing() throws Exception {
        try (LineHarness line = line(TestRecipes.chipPro(), console(folder.resolve("nothing")))) {
            JobSummary job = run(line, TestBoard.chip(1));

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(new ConsoleFolder(folder.resolve("data"))
                            .read(job.job(), 1)
                            .orElseThrow())
                    .contains("[nobody can listen: there is no serial device");
        }
    }

    /** An adapter that loses its power with the board comes back under its name. */
    @Test
    @Tag("lab")
    void aConsoleThatGoesAndComesBackIsOpenedAgain() throws Exception {
        Path consoles = folder.resolve("consoles");
        ConsoleExport first = new ConsoleExport(1, consoles);
        try (LineHarness line = line(asking("back again", "10s"), console(first.link(1)))) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);
            Path link = first.link(1);
            JobId job = line.start(1, "CP-00001");
            line.awaitStep(1, "hear it boot");
            first.close();
            try (ConsoleExport second = new ConsoleExport(1, consoles)) {
                assertThat(second.link(1)).isEqualTo(link);
                Awaitility.await().until(() -> {
                    second.of(1).accept("back again");
                    return line.state(1) instanceof PortState.Passed;
                });
                assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.PASSED);
            }
        }
    }
}
