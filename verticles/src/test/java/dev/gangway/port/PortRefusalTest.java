package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each command in each situation in which it can't be done: the reason, what to do, and that nothing has happened. */
class PortRefusalTest {
    private final PortScene port = new PortScene();

    private void refuses(PortInput command, String reason, String advice) {
        PortState before = port.machine.state();
        JobOrder order = port.machine.order();

        PortEffect.Refuse refused = port.refused(command);

        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.message()).contains(advice);
        assertThat(port.machine.state()).isEqualTo(before);
        assertThat(port.machine.order()).isEqualTo(order);
    }

    @Test
    void noStartOnAPortOutOfUse() {
        port.board("a");
        port.on(new PortInput.Quarantine("bad contact"));
        refuses(port.start("S1", "r"), "port-busy", "release it first");

        port.on(new PortInput.Release());
        port.on(new PortInput.Disable("cleaning"));
        refuses(port.start("S1", "r"), "port-busy", "release it first");
    }

    @Test
    void noStartWhileAnotherJobRuns() {
        port.board("a");
        port.works("S1", "r");

        refuses(port.start("S2", "r"), "in-use", "wait until it has ended");
    }

    @Test
    void noStartWhileThePowerIsSwitched() {
        port.board("a");
        port.on(new PortInput.Power("anna", PortCommand.Power.Wish.CYCLE));

        refuses(port.start("S1", "r"), "port-busy", "scan again in a moment");
    }

    @Test
    void noStartOnABoardThatHasPassed() {
        port.board("a");
        port.passes("S1", "r");

        refuses(port.start("S2", "r"), "port-busy", "unplug it first");
    }

    @Test
    void noStartWithoutABoard() {
        refuses(port.start("S1", "r"), "no-board", "plug it in");

        port.board("a");
        PortInput.Start late =
                new PortInput.Start(new Epoch(99), port.start("S1", "r").order(), PortScene.TWICE);
        refuses(late, "no-board", "plug it in");
    }

    @Test
    void noStartBeforeTheBoardHasSaidWhoItIs() {
        port.arrive(BootMode.FEL, false);

        refuses(port.start("S1", "r"), "no-board", "scan again");
    }

    @Test
    void noStartOfARecipeThatDoesNotServeTheBoard() {
        port.board("a");
        refuses(port.start("S1", "other"), "no-recipe", "other");

        port.leave();
        port.line();
        refuses(port.start("S1", "r"), "no-recipe", "r");
    }

    @Test
    void noAbortWithoutAJob() {
        refuses(new PortInput.Abort(), "no-board", "No job is running");

        port.board("a");
        port.passes("S1", "r");
        refuses(new PortInput.Abort(), "no-board", "No job is running");
    }

    @Test
    void noAbortOfAJobThatIsBeingRecorded() {
        port.board("a");
        JobOrder order = port.works("S1", "r");
        port.on(new PortInput.AttemptDone(order.job(), 1, "", null));

        refuses(new PortInput.Abort(), "port-busy", "being recorded");
    }

    @Test
    void noQuarantineAndNoDisablingWhileAJobRuns() {
        port.board("a");
        port.works("S1", "r");

        refuses(new PortInput.Quarantine("tried"), "in-use", "abort it first");
        refuses(new PortInput.Disable("tried"), "in-use", "abort it first");
    }

    @Test
    void noReleaseOfAPortInUse() {
        refuses(new PortInput.Release(), "port-busy", "nothing to release");
    }

    @Test
    void noPowerSwitchingWhileAJobRunsOrThePowerIsSwitched() {
        port.board("a");
        PortInput off = new PortInput.Power("anna", PortCommand.Power.Wish.OFF);
        assertThat(port.one(off)).isEqualTo(new PortEffect.SwitchPower("anna", PortCommand.Power.Wish.OFF));
        refuses(off, "port-busy", "wait a moment");

        port.on(new PortInput.PowerDone());
        port.works("S1", "r");
        refuses(off, "in-use", "stop the job first");
    }

    private static PortInput.OpenShell shell(String operator) {
        return new PortInput.OpenShell(JobId.random(), operator, "bootloader-shell", new Slot("03"));
    }

    @Test
    void nothingElseWhileAnEngineerIsAtAShell() {
        port.board("a");
        PortInput.OpenShell open = shell("K. Lind");
        assertThat(port.one(open)).isEqualTo(new PortEffect.OpenShell(open));

        refuses(port.start("S1", "r"), "in-use", "Slot 03 has an engineer's shell open (K. Lind): close it first.");
        refuses(shell("boss"), "in-use", "Slot 03 has an engineer's shell open (K. Lind)");
        refuses(new PortInput.Power("anna", PortCommand.Power.Wish.OFF), "in-use", "close it first");

        assertThat(port.one(new PortInput.CloseShell(open.session(), "left")))
                .isEqualTo(new PortEffect.CloseShell(open.session(), "left"));
        refuses(port.start("S1", "r"), "in-use", "close it first");
        port.on(new PortInput.ShellEnded(open.session()));
        port.works("S1", "r");
    }

    @Test
    void noShellWithoutABoardDuringAJobOrWhenTheStationStops() {
        refuses(shell("anna"), "no-board", "plug it in");
        port.board("a");
        port.on(new PortInput.Power("anna", PortCommand.Power.Wish.CYCLE));
        refuses(shell("anna"), "port-busy", "open the shell in a moment");
        port.on(new PortInput.PowerDone());
        JobOrder order = port.works("S1", "r");
        refuses(shell("anna"), "in-use", "when it has ended");
        port.end(order, PortScene.BAD_FLASH);

        PortInput.OpenShell open = shell("anna");
        port.on(open);
        assertThat(port.one(new PortInput.StationStops(null)))
                .isEqualTo(new PortEffect.CloseShell(open.session(), "the station stops"));
        port.ignores(new PortInput.CloseShell(open.session(), "left"));
        port.on(new PortInput.ShellEnded(open.session()));
        refuses(shell("anna"), "unavailable", "when it runs");
    }

    @Test
    void noOtherLabelWhileAJobRuns() {
        port.board("a");
        port.works("S1", "r");

        refuses(new PortInput.Rename(new Slot("08")), "in-use", "wait until it has ended");
    }

    @Test
    void aRefusedOpeningLeavesABoardThatCameMeanwhileToBeAsked() {
        port.board("a");
        PortInput.Start start = port.start("S1", "r");
        port.on(start);
        port.leave();
        port.arrive(BootMode.FEL, false);

        List<PortEffect> effects = port.on(new PortInput.NotOpened(start.order().job()));

        assertThat(effects).hasOnlyElementsOfType(PortEffect.Identify.class);
        assertThat(port.machine.state()).isEqualTo(new PortState.Detected(BootMode.FEL, null));
        assertThat(port.machine.board()).isNull();
    }
}
