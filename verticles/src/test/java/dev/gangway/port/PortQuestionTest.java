package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BootMode;
import dev.gangway.model.DeskId;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Prompt;
import dev.gangway.model.Question;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person is asked while a job runs, and between its attempts. */
class PortQuestionTest {
    private static final Question LIGHT = new Question("Is the light on?", List.of("YES", "NO"), Instant.EPOCH);
    private static final Failure CABLE = new Failure(FailureKind.CABLE_LOST, "pulled");

    private final PortScene port = new PortScene();

    private JobOrder asks() {
        port.board("a");
        JobOrder order = port.works("S1", "r");
        port.on(new PortInput.StepBegan(order.job(), 1, "light", 2, 3, null, LIGHT));
        return order;
    }

    private static PortInput.Answer answer(JobOrder order, int attempt, int step, String text) {
        return new PortInput.Answer(new PortCommand.Answer(
                new PortCommand.Answer.Asked(order.job(), attempt, step), text, "anna", new DeskId("desk")));
    }

    private static PortInput.Answer answer(JobOrder order, String text) {
        return answer(order, 1, 2, text);
    }

    @Test
    void theFirstAnswerGoesToTheStepThatAsks() {
        JobOrder order = asks();
        port.pass(PortJob.READING);

        assertThat(port.one(answer(order, "YES")))
                .isEqualTo(new PortEffect.GiveAnswer(answer(order, "YES").command()));
        assertThat(port.machine.state()).isEqualTo(new PortState.Running(1, 2, "light", 2, 3, null));
        assertThat(port.refused(answer(order, "NO")).reason()).isEqualTo("not-asked");
    }

    @Test
    void anAnswerThatNobodyCanHaveMeantForThisQuestionIsRefused() {
        JobOrder order = asks();
        assertThat(port.refused(answer(order, "YES")).message()).contains("only just now");
        port.pass(PortJob.READING);

        assertThat(port.refused(answer(order, 1, 1, "YES")).reason()).isEqualTo("not-asked");
        assertThat(port.refused(answer(order, 2, 2, "YES")).reason()).isEqualTo("not-asked");
        assertThat(port.refused(answer(order, "MAYBE")).message()).contains("there are YES, NO");
        port.on(new PortInput.Abort());
        assertThat(port.refused(answer(order, "YES")).reason()).isEqualTo("not-asked");
    }

    @Test
    void aPortWithoutAJobTakesNoAnswer() {
        JobOrder order = asks();
        PortScene other = new PortScene();
        other.board("b");

        assertThat(other.refused(answer(order, "YES")).message()).contains("Nothing is asked here now");
    }

    /** Where nothing switches the power, the next attempt asks a person for the cycle: it begins at once. */
    @Test
    void aRetryWhosePowerCycleIsAPersonsWaitsForNoTime() {
        JobOrder order = asks();
        PortEffect.SetTimer timer =
                (PortEffect.SetTimer) port.on(new PortInput.AttemptDone(order.job(), 1, "light", CABLE)).stream()
                        .filter(PortEffect.SetTimer.class::isInstance)
                        .findFirst()
                        .orElseThrow();

        assertThat(port.on(new PortInput.NotSwitched(order.job())))
                .containsExactly(new PortEffect.RunAttempt(order, 2));
        assertThat(port.machine.state()).isEqualTo(new PortState.Running(2, 2, "starting", 0, 0, null));
        port.ignores(new PortInput.TimerFired(timer.timer()));
        port.ignores(new PortInput.NotSwitched(order.job()));
    }

    /** What the attempt asks for is done by whoever pulls the plug: the board that leaves and comes is the worker's affair. */
    @Test
    void aBoardThatIsUnpluggedAndComesWhileAPersonIsAskedChangesNothing() {
        JobOrder order = asks();
        port.on(new PortInput.AttemptDone(order.job(), 1, "light", CABLE));
        port.on(new PortInput.NotSwitched(order.job()));
        Prompt replug = Prompt.replug(new Slot("07"), Instant.EPOCH);
        port.on(new PortInput.StepBegan(order.job(), 2, "power cycle", 0, 3, replug));

        port.leave();
        port.arrive(BootMode.FEL, false);

        assertThat(port.machine.state()).isEqualTo(new PortState.Running(2, 2, "power cycle", 0, 3, replug));
        assertThat(port.machine.state().isAtWork()).isTrue();
    }

    @Test
    void aPersonWhoIsAskedForAReplugMayAbort() {
        JobOrder order = asks();
        port.on(new PortInput.AttemptDone(order.job(), 1, "light", CABLE));
        port.on(new PortInput.NotSwitched(order.job()));

        PortEffect.StopWork stop =
                (PortEffect.StopWork) port.on(new PortInput.Abort()).get(0);
        List<PortEffect> ended = port.on(new PortInput.AttemptDone(order.job(), 2, "power cycle", stop.why()));

        assertThat(ended).contains(new PortEffect.CloseRecord(order, Verdict.ABORTED, stop.why()));
    }

    /** Nor is a job that was aborted while it backed off. */
    @Test
    void aJobThatHasEndedIsNotBegunAgain() {
        JobOrder order = asks();
        port.on(new PortInput.AttemptDone(order.job(), 1, "light", CABLE));
        port.on(new PortInput.Abort());

        port.ignores(new PortInput.NotSwitched(order.job()));
    }

    @Test
    void onALineNobodySeesAReplugSoTheRetryWaitsForItsTime() {
        port.line();
        JobOrder order = port.works("S1", "s");
        port.on(new PortInput.AttemptDone(order.job(), 1, "write", CABLE));

        port.ignores(new PortInput.NotSwitched(order.job()));
    }
}
