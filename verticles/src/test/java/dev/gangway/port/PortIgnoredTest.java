package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobOrder;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is late, a repeat or nonsense changes nothing, and is told so that it can be found in the log. */
class PortIgnoredTest {
    private final PortScene port = new PortScene();

    @Test
    void aLateInputFreesNoQuarantinedPort() {
        port.board("a");
        JobOrder order = port.passes("S1", "r");
        port.on(new PortInput.Quarantine("bad contact"));

        port.ignores(new PortInput.Opened(order.job()));
        port.ignores(new PortInput.NotOpened(order.job()));
        port.ignores(new PortInput.StepBegan(order.job(), 1, "write", 1, 1, null));
        port.ignores(new PortInput.AttemptDone(order.job(), 1, "", null));
        port.ignores(new PortInput.Recorded(order.job(), 7));
        port.ignores(new PortInput.NotRecorded(order.job(), "disk full"));
        port.ignores(new PortInput.Met(order.job(), 1, PortScene.identity("a")));
        port.ignores(new PortInput.TimerFired(1));
        port.ignores(new PortInput.Unstable(false));
        port.ignores(new PortInput.Identified(port.machine.epoch(), PortScene.identity("b"), List.of("r")));
        port.ignores(new PortInput.NotIdentified(port.machine.epoch(), PortScene.BAD_FLASH));
        port.ignores(new PortInput.PowerDone());
    }

    @Test
    void whatIsAboutAnotherJobDoesNotEndThisOne() {
        port.board("a");
        port.works("S1", "r");

        port.ignores(new PortInput.AttemptDone(JobId.random(), 1, "", null));
        port.ignores(new PortInput.Recorded(JobId.random(), 7));
    }

    @Test
    void whatIsAboutAnotherAttemptDoesNotEndThisOne() {
        port.board("a");
        JobOrder order = port.works("S1", "r");

        port.ignores(new PortInput.AttemptDone(order.job(), 2, "", null));
        port.ignores(new PortInput.StepBegan(order.job(), 2, "write", 1, 1, null));
    }

    @Test
    void aJobIsNotRecordedBeforeItHasEnded() {
        port.board("a");
        JobOrder order = port.works("S1", "r");

        port.ignores(new PortInput.Recorded(order.job(), 7));
        port.ignores(new PortInput.NotRecorded(order.job(), "disk full"));
    }

    @Test
    void aBoardThatLeftBeforeIsNotThisOne() {
        port.board("a");

        port.ignores(new PortInput.Left(new Epoch(99)));
        port.leave();
        port.ignores(new PortInput.Left(port.machine.epoch()));
    }

    @Test
    void theSameOrderAgainIsNoNewJob() {
        port.board("a");
        PortInput.Start start = port.start("S1", "r");
        port.on(start);
        port.ignores(start);

        port.on(new PortInput.Opened(start.order().job()));
        port.ignores(start);
        port.end(start.order(), PortScene.BAD_FLASH);
        port.ignores(start);

        port.on(new PortInput.Quarantine("bad contact"));
        port.on(new PortInput.Release());
        port.on(new PortInput.Identified(port.machine.epoch(), PortScene.identity("a"), List.of("r")));
        port.ignores(start);
    }

    @Test
    void aSecondAbortWaitsForTheFirst() {
        port.board("a");
        port.works("S1", "r");
        port.on(new PortInput.Abort());

        port.ignores(new PortInput.Abort());
    }

    @Test
    void aPortIsTakenOutOfUseOnce() {
        port.on(new PortInput.Quarantine("bad contact"));
        port.ignores(new PortInput.Quarantine("bad contact"));

        port.on(new PortInput.Disable("cleaning"));
        port.ignores(new PortInput.Disable("cleaning"));
        assertThat(port.machine.state()).isEqualTo(new PortState.Disabled("cleaning"));
    }

    @Test
    void aTimerCountsOnce() {
        port.board("a");
        JobOrder order = port.works("S1", "r");
        port.on(new PortInput.AttemptDone(order.job(), 1, "", null));
        PortEffect.SetTimer timer = (PortEffect.SetTimer) port.one(new PortInput.NotRecorded(order.job(), "disk full"));
        assertThat(port.one(new PortInput.TimerFired(timer.timer()))).isInstanceOf(PortEffect.CloseRecord.class);

        port.ignores(new PortInput.TimerFired(timer.timer()));
    }

    @Test
    void theFinishedBoardThatAnswersAgainChangesNothing() {
        port.board("a");
        port.passes("S1", "r");
        port.leave();
        port.arrive(BootMode.FEL, false);

        port.ignores(new PortInput.Identified(port.machine.epoch(), PortScene.identity("a"), List.of("r")));
    }
}
