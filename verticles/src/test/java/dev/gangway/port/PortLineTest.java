package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobOrder;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines, whose boards come and go unseen: a fixture's serial adapter. */
class PortLineTest {
    private static final BoardIdentity ESP = PortScene.identity("e");

    private final PortScene port = new PortScene();
    private final PortMachine machine = port.machine;

    @Test
    void waitsForItsScanWithoutBeingAskedWhoIsThere() {
        assertThat(port.arrive(BootMode.SERIAL_LINE, true)).isEmpty();

        assertThat(machine.state()).isEqualTo(new PortState.AwaitingScan(null));
        assertThat(machine.recipes()).containsExactly("s", "t");
        assertThat(machine.isLine()).isTrue();
    }

    @Test
    void isNotAskedEvenWhereBoardsOfItsModeAre() {
        assertThat(port.arrive(BootMode.FEL, true)).isEmpty();
    }

    @Test
    void saysSoWhenNoRecipeIsForBoardsBehindIt() {
        port.arrive(BootMode.TCP_LINE, true);

        Failure problem = ((PortState.Detected) machine.state()).problem();
        assertThat(problem).isNotNull();
        assertThat(problem.kind()).isEqualTo(FailureKind.CHIP_NOT_SERVED);
        assertThat(problem.message()).contains("tcp-line");
    }

    /** Asking would reset the board behind it. */
    @Test
    void anAdapterThatIsSeenToComeAndGoIsNotAskedEither() {
        assertThat(port.arrive(BootMode.SERIAL_LINE, false)).isEmpty();

        assertThat(machine.state()).isEqualTo(new PortState.AwaitingScan(null));
        assertThat(machine.recipes()).containsExactly("s", "t");
        assertThat(machine.isLine()).isFalse();
    }

    @Test
    void theBoardBehindAnAdapterIsMetByItsAttemptAndHasToLeaveBeforeTheNextJob() {
        port.arrive(BootMode.SERIAL_LINE, false);
        JobOrder order = port.works("S1", "s");
        port.on(new PortInput.Met(order.job(), 1, ESP));
        assertThat(machine.board()).isEqualTo(ESP);
        port.end(order, null);

        assertThat(machine.state()).isInstanceOf(PortState.Passed.class);
        assertThat(port.refused(port.start("S2", "s")).message()).contains("unplug it first");
    }

    /** Nobody can tell whether it is the same board: a green from before must not stand for it. */
    @Test
    void anAdapterThatComesAgainAsksForItsScanHoweverSoonItComes() {
        port.arrive(BootMode.SERIAL_LINE, false);
        port.passes("S1", "s");
        port.leave();

        assertThat(port.arrive(BootMode.UNKNOWN, false)).noneMatch(PortEffect.Identify.class::isInstance);
        assertThat(port.arrive(BootMode.SERIAL_LINE, false)).noneMatch(PortEffect.Identify.class::isInstance);

        assertThat(machine.state()).isEqualTo(new PortState.AwaitingScan(null));
        assertThat(machine.board()).isNull();
        port.passes("S2", "t");
    }

    @Test
    void anAdapterThatLeavesAfterItsJobLeavesAnEmptyPort() {
        port.arrive(BootMode.SERIAL_LINE, false);
        port.fails("S1", "s");
        PortEffect.SetTimer timer = (PortEffect.SetTimer) port.leave().get(0);

        port.on(new PortInput.TimerFired(timer.timer()));

        assertThat(machine.state()).isEqualTo(new PortState.Empty(null));
    }

    @Test
    void theOpeningKnowsNoBoard() {
        port.line();
        PortInput.Start start = port.start("S1", "s");

        assertThat(port.one(start)).isEqualTo(new PortEffect.OpenRecord(start.order(), null));
    }

    @Test
    void theAttemptTellsWhoIsThere() {
        port.line();
        JobOrder order = port.works("S1", "s");

        assertThat(port.on(new PortInput.Met(order.job(), 1, ESP))).isEmpty();

        assertThat(machine.board()).isEqualTo(ESP);
        port.end(order, null);
        assertThat(machine.board()).isEqualTo(ESP);
    }

    @Test
    void startsTheNextBoardFromPassed() {
        port.line();
        JobOrder first = port.works("S1", "s");
        port.on(new PortInput.Met(first.job(), 1, ESP));
        port.end(first, null);
        assertThat(machine.state()).isInstanceOf(PortState.Passed.class);
        assertThat(machine.recipes()).containsExactly("s", "t");

        PortInput.Start next = port.start("S2", "t");
        assertThat(port.one(next)).isEqualTo(new PortEffect.OpenRecord(next.order(), null));

        assertThat(machine.state()).isInstanceOf(PortState.Running.class);
        assertThat(machine.order()).isEqualTo(next.order());
        assertThat(machine.board()).as("nobody knows who sits there now").isNull();
    }

    @Test
    void startsTheNextBoardFromFailed() {
        port.line();
        port.fails("S1", "s");

        JobOrder second = port.passes("S2", "s");

        assertThat(machine.order()).isEqualTo(second);
        assertThat(machine.state()).isInstanceOf(PortState.Passed.class);
    }

    @Test
    void startsNothingBeforeTheLastRecordIsOnDisk() {
        port.line();
        JobOrder order = port.works("S1", "s");
        port.on(new PortInput.AttemptDone(order.job(), 1, "", null));
        port.on(new PortInput.NotRecorded(order.job(), "disk full"));

        assertThat(port.refused(port.start("S2", "s")).reason()).isEqualTo("in-use");
    }

    @Test
    void theSameOrderAgainStartsNoSecondJob() {
        port.line();
        PortInput.Start start = port.start("S1", "s");
        port.on(start);
        port.on(new PortInput.Opened(start.order().job()));
        port.end(start.order(), null);

        port.ignores(start);
    }

    @Test
    void waitsAgainWhenTheLedgerRefusesTheNextSerial() {
        port.line();
        port.passes("S1", "s");
        PortInput.Start again = port.start("S1", "s");
        port.on(again);

        port.on(new PortInput.NotOpened(again.order().job()));

        assertThat(machine.state()).isEqualTo(new PortState.AwaitingScan(null));
        assertThat(machine.order()).isNull();
    }

    @Test
    void isQuarantinedByDifferentSerialsWhereNobodySaidWhoItWas() {
        port.line();
        port.fails("S1", "s");
        port.fails("S2", "s");

        assertThat(machine.state()).isInstanceOf(PortState.Quarantined.class);
        port.on(new PortInput.Release());
        assertThat(machine.state()).isEqualTo(new PortState.AwaitingScan(null));
    }

    @Test
    void isNotQuarantinedByOneBoardThatFailsTwice() {
        port.line();
        for (String serial : List.of("S1", "S2")) {
            JobOrder order = port.works(serial, "s");
            port.on(new PortInput.Met(order.job(), 1, ESP));
            port.end(order, PortScene.BAD_FLASH);
        }

        assertThat(machine.state()).isInstanceOf(PortState.Failed.class);
    }

    @Test
    void anAdapterThatIsPulledLeavesAnEmptyPort() {
        port.line();
        port.leave();
        assertThat(machine.state()).isEqualTo(new PortState.Empty(null));

        port.line();
        port.passes("S1", "s");
        PortEffect.SetTimer timer = (PortEffect.SetTimer) port.leave().get(0);
        assertThat(port.refused(port.start("S2", "s")).reason()).isEqualTo("no-board");
        port.on(new PortInput.TimerFired(timer.timer()));
        assertThat(machine.state()).isEqualTo(new PortState.Empty(null));
    }

    @Test
    void anAdapterThatComesBackKeepsTheResultAndTakesTheNextBoard() {
        port.line();
        port.passes("S1", "s");
        port.leave();

        port.line();

        assertThat(machine.state()).isInstanceOf(PortState.Passed.class);
        port.passes("S2", "s");
    }

    @Test
    void aBoardInTheLinesPlaceIsNoNextBoardOfTheLine() {
        port.line();
        port.passes("S1", "s");
        port.leave();

        assertThat(port.arrive(BootMode.FEL, false)).hasOnlyElementsOfType(PortEffect.Identify.class);
        assertThat(machine.order()).isNull();
    }

    @Test
    void aLineInABoardsPlaceWaitsForItsScan() {
        port.board("a");
        port.passes("S1", "r");
        port.leave();

        port.line();

        assertThat(machine.state()).isEqualTo(new PortState.AwaitingScan(null));
    }

    @Test
    void whatCameInTheLinesPlaceDuringTheJobIsNotStarted() {
        port.line();
        JobOrder order = port.works("S1", "s");
        port.on(new PortInput.Met(order.job(), 1, ESP));
        port.leave();
        port.arrive(BootMode.FEL, false);
        port.end(order, null);

        assertThat(port.refused(port.start("S2", "s")).reason()).isEqualTo("no-board");
    }

    @Test
    void nobodyIsMetOutsideOfTheRunningAttempt() {
        port.line();
        port.ignores(new PortInput.Met(JobId.random(), 1, ESP));
        JobOrder order = port.works("S1", "s");

        port.ignores(new PortInput.Met(order.job(), 2, ESP));
        port.end(order, null);
        port.ignores(new PortInput.Met(order.job(), 1, ESP));
    }

    @Test
    void aBoardThatIsSeenIsNotMet() {
        port.board("a");
        JobOrder order = port.works("S1", "r");

        port.ignores(new PortInput.Met(order.job(), 1, ESP));

        assertThat(machine.board()).isEqualTo(PortScene.identity("a"));
    }

    @Test
    void noAnswerAboutALineIsAwaited() {
        port.line();

        port.ignores(new PortInput.Identified(machine.epoch(), ESP, List.of("s")));
        port.ignores(new PortInput.NotIdentified(machine.epoch(), PortScene.BAD_FLASH));
    }
}
