package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortMachineTest {
    private static final RetryPolicy TWICE =
            new RetryPolicy(2, Duration.ofSeconds(4), Duration.ofSeconds(30), Set.of(), Set.of(), true);
    private static final Failure CABLE = new Failure(FailureKind.CABLE_LOST, "pulled");
    private static final Failure STOPPED = new Failure(FailureKind.STOPPED_BY_PERSON, "a person stopped the job");
    private static final Failure STATION_STOPPED =
            new Failure(FailureKind.STATION_STOPPED, "the station was stopped while the job ran");
    private static final Failure BAD_FLASH = new Failure(FailureKind.MEDIUM_FAILED, "worn out");

    private final Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final PortMachine machine = new PortMachine(new PortRules(2, EnumSet.of(BootMode.FEL), Map.of()), now);
    private long epochs;

    @Test
    void asksABoardThatArrivesAndThenWaitsForTheScan() {
        List<PortEffect> effects = arrive(BootMode.FEL);
        assertThat(machine.state()).isEqualTo(new PortState.Detected(BootMode.FEL, null));
        assertThat(effects).hasOnlyElementsOfType(PortEffect.Identify.class);

        identify("a", "r");

        assertThat(machine.state()).isInstanceOf(PortState.AwaitingScan.class);
    }

    @Test
    void saysSoWhenNoRecipeServesTheChip() {
        arrive(BootMode.FEL);

        on(new PortInput.Identified(machine.epoch(), board("a"), List.of()));

        PortState.Detected detected = (PortState.Detected) machine.state();
        assertThat(detected.problem()).isNotNull();
        assertThat(detected.problem().kind()).isEqualTo(FailureKind.CHIP_NOT_SERVED);
    }

    @Test
    void takesNoPowerFromARunningJob() {
        waitingBoard("a");
        on(new PortInput.Start(machine.epoch(), order("S1"), TWICE));

        List<PortEffect> effects = on(new PortInput.Power("anna", PortCommand.Power.Wish.OFF));

        assertThat(effects).hasSize(1);
        assertThat(((PortEffect.Refuse) effects.get(0)).message()).contains("stop the job first");
    }

    @Test
    void startsNothingWhileThePowerIsSwitched() {
        waitingBoard("a");
        assertThat(on(new PortInput.Power("anna", PortCommand.Power.Wish.CYCLE)))
                .containsExactly(new PortEffect.SwitchPower("anna", PortCommand.Power.Wish.CYCLE));

        assertThat(on(new PortInput.Power("anna", PortCommand.Power.Wish.OFF)))
                .hasOnlyElementsOfType(PortEffect.Refuse.class);
        assertThat(on(new PortInput.Start(machine.epoch(), order("S1"), TWICE)))
                .hasOnlyElementsOfType(PortEffect.Refuse.class);

        on(new PortInput.PowerDone());
        assertThat(on(new PortInput.Start(machine.epoch(), order("S1"), TWICE)))
                .hasOnlyElementsOfType(PortEffect.OpenRecord.class);
    }

    @Test
    void aPortOutOfUseMayBeSwitchedOff() {
        on(new PortInput.Quarantine("bad contact"));

        assertThat(on(new PortInput.Power("anna", PortCommand.Power.Wish.OFF)))
                .hasOnlyElementsOfType(PortEffect.SwitchPower.class);
    }

    @Test
    void keepsItsLabelWhileAJobRuns() {
        waitingBoard("a");
        assertThat(on(new PortInput.Rename(new Slot("07")))).containsExactly(new PortEffect.Relabel(new Slot("07")));
        on(new PortInput.Start(machine.epoch(), order("S1"), TWICE));

        assertThat(on(new PortInput.Rename(new Slot("08")))).hasOnlyElementsOfType(PortEffect.Refuse.class);
    }

    @Test
    void refusesAStartForABoardThatLeft() {
        waitingBoard("a");
        Epoch gone = machine.epoch();
        on(new PortInput.Left(gone));

        List<PortEffect> effects = on(new PortInput.Start(gone, order("S1"), TWICE));

        assertThat(effects).hasOnlyElementsOfType(PortEffect.Refuse.class);
        assertThat(machine.state()).isEqualTo(new PortState.Empty(null));
    }

    @Test
    void refusesAStartOfAnEarlierAttach() {
        waitingBoard("a");
        Epoch gone = machine.epoch();
        on(new PortInput.Left(gone));
        waitingBoard("b");

        List<PortEffect> effects = on(new PortInput.Start(gone, order("S1"), TWICE));

        assertThat(effects).hasOnlyElementsOfType(PortEffect.Refuse.class);
    }

    @Test
    void runsNothingBeforeTheOpeningIsOnRecord() {
        waitingBoard("a");
        JobOrder order = order("S1");

        List<PortEffect> effects = on(new PortInput.Start(machine.epoch(), order, TWICE));

        assertThat(effects).containsExactly(new PortEffect.OpenRecord(order, board("a")));
        assertThat(on(new PortInput.Opened(order.job()))).containsExactly(new PortEffect.RunAttempt(order, 1));
    }

    @Test
    void turnsGreenOnlyWhenTheLedgerHasTheRecord() {
        JobOrder order = startedJob("a", "S1");

        List<PortEffect> effects = on(new PortInput.AttemptDone(order.job(), 1, "", null));
        assertThat(effects).containsExactly(new PortEffect.CloseRecord(order, Verdict.PASSED, null));
        assertThat(machine.state()).isInstanceOf(PortState.Running.class);

        on(new PortInput.Recorded(order.job(), 7));
        assertThat(machine.state()).isInstanceOf(PortState.Passed.class);
    }

    @Test
    void staysRedAndTriesAgainWhileTheLedgerCannotWrite() {
        JobOrder order = startedJob("a", "S1");
        on(new PortInput.AttemptDone(order.job(), 1, "", null));

        PortEffect.SetTimer timer =
                only(PortEffect.SetTimer.class, on(new PortInput.NotRecorded(order.job(), "disk full")));
        PortState.Failed failed = (PortState.Failed) machine.state();
        assertThat(failed.failure().kind()).isEqualTo(FailureKind.LEDGER_UNAVAILABLE);
        assertThat(failed.ledgerSeq()).isNull();

        assertThat(on(new PortInput.TimerFired(timer.timer())))
                .containsExactly(new PortEffect.CloseRecord(order, Verdict.PASSED, null));
        on(new PortInput.Recorded(order.job(), 8));
        assertThat(machine.state()).isInstanceOf(PortState.Passed.class);
    }

    @Test
    void retriesATransientFailureAfterTheBackOffAndPowerCycles() {
        JobOrder order = startedJob("a", "S1");

        List<PortEffect> effects = on(new PortInput.AttemptDone(order.job(), 1, "write", CABLE));

        assertThat(effects)
                .contains(
                        new PortEffect.TellAttemptFailed(order, 1, "write", CABLE, Duration.ofSeconds(4)),
                        new PortEffect.PowerCycle(order.job()));
        assertThat(machine.state()).isEqualTo(new PortState.Retrying(2, 2, CABLE, now.plus(Duration.ofSeconds(4))));
        PortEffect.SetTimer timer = only(PortEffect.SetTimer.class, effects);
        assertThat(on(new PortInput.TimerFired(timer.timer()))).containsExactly(new PortEffect.RunAttempt(order, 2));
    }

    @Test
    void retriesNoPermanentFailure() {
        JobOrder order = startedJob("a", "S1");

        assertThat(on(new PortInput.AttemptDone(order.job(), 1, "write", BAD_FLASH)))
                .contains(new PortEffect.CloseRecord(order, Verdict.FAILED, BAD_FLASH));
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        JobOrder order = startedJob("a", "S1");
        PortEffect.SetTimer timer =
                only(PortEffect.SetTimer.class, on(new PortInput.AttemptDone(order.job(), 1, "write", CABLE)));
        on(new PortInput.TimerFired(timer.timer()));

        assertThat(on(new PortInput.AttemptDone(order.job(), 2, "write", CABLE)))
                .contains(new PortEffect.CloseRecord(order, Verdict.FAILED, CABLE));
    }

    @Test
    void anAbortedAttemptIsAbortedEvenWhenItsLastStepStillSucceeded() {
        JobOrder order = startedJob("a", "S1");

        assertThat(on(new PortInput.Abort())).containsExactly(new PortEffect.StopWork(STOPPED));
        List<PortEffect> effects = on(new PortInput.AttemptDone(order.job(), 1, "", null));

        PortEffect.CloseRecord close = only(PortEffect.CloseRecord.class, effects);
        assertThat(close.verdict()).isEqualTo(Verdict.ABORTED);
        on(new PortInput.Recorded(order.job(), 9));
        assertThat(machine.state()).isInstanceOf(PortState.Failed.class);
    }

    @Test
    void abortsWhileTheRecordIsBeingOpened() {
        waitingBoard("a");
        JobOrder order = order("S1");
        on(new PortInput.Start(machine.epoch(), order, TWICE));

        on(new PortInput.Abort());

        assertThat(only(PortEffect.CloseRecord.class, on(new PortInput.Opened(order.job())))
                        .verdict())
                .isEqualTo(Verdict.ABORTED);
    }

    @Test
    void abortsBetweenTwoAttempts() {
        JobOrder order = startedJob("a", "S1");
        PortEffect.SetTimer timer =
                only(PortEffect.SetTimer.class, on(new PortInput.AttemptDone(order.job(), 1, "write", CABLE)));

        assertThat(only(PortEffect.CloseRecord.class, on(new PortInput.Abort())).verdict())
                .isEqualTo(Verdict.ABORTED);
        PortInput late = new PortInput.TimerFired(timer.timer());
        assertThat(on(late)).containsExactly(new PortEffect.Ignored(late, machine.state()));
    }

    @Test
    void aJobThatTheStationsStopCutsOffIsInterrupted() {
        JobOrder order = startedJob("a", "S1");

        assertThat(on(new PortInput.StationStops(null))).containsExactly(new PortEffect.StopWork(STATION_STOPPED));
        assertThat(on(new PortInput.AttemptDone(order.job(), 1, "write", STATION_STOPPED)))
                .contains(new PortEffect.CloseRecord(order, Verdict.INTERRUPTED, STATION_STOPPED));
    }

    @Test
    void aJobThatAPersonCutsOffWithTheStationIsAborted() {
        JobOrder order = startedJob("a", "S1");

        assertThat(on(new PortInput.StationStops("ann"))).containsExactly(new PortEffect.StopWork(STOPPED));
        PortInput again = new PortInput.StationStops(null);
        assertThat(on(again)).containsExactly(new PortEffect.Ignored(again, machine.state()));
        assertThat(on(new PortInput.AttemptDone(order.job(), 1, "write", STOPPED)))
                .contains(new PortEffect.CloseRecord(order, Verdict.ABORTED, STOPPED));
    }

    @Test
    void aJobThatWasThroughWhenTheStationStoppedHasPassed() {
        JobOrder order = startedJob("a", "S1");
        on(new PortInput.StationStops(null));

        assertThat(on(new PortInput.AttemptDone(order.job(), 1, "", null)))
                .contains(new PortEffect.CloseRecord(order, Verdict.PASSED, null));
    }

    @Test
    void aStationThatStopsEndsAJobBetweenTwoAttemptsAndOneThatIsBeingOpened() {
        JobOrder order = startedJob("a", "S1");
        on(new PortInput.AttemptDone(order.job(), 1, "write", CABLE));
        assertThat(on(new PortInput.StationStops(null)))
                .contains(new PortEffect.CloseRecord(order, Verdict.INTERRUPTED, STATION_STOPPED));
    }

    @Test
    void aJobWhoseOpeningIsOnItsWayEndsWithoutAnAttempt() {
        waitingBoard("a");
        JobOrder order = order("S1");
        on(new PortInput.Start(machine.epoch(), order, TWICE));

        on(new PortInput.StationStops(null));

        assertThat(on(new PortInput.Opened(order.job())))
                .contains(new PortEffect.CloseRecord(order, Verdict.INTERRUPTED, STATION_STOPPED));
    }

    @Test
    void noJobBeginsWhileTheStationStops() {
        waitingBoard("a");
        on(new PortInput.StationStops(null));

        assertThat(only(PortEffect.Refuse.class, on(new PortInput.Start(machine.epoch(), order("S1"), TWICE)))
                        .reason())
                .isEqualTo("unavailable");
        assertThat(machine.state()).isInstanceOf(PortState.AwaitingScan.class);
    }

    @Test
    void goesBackToWaitingWhenTheLedgerRefusesTheSerial() {
        waitingBoard("a");
        JobOrder order = order("S1");
        on(new PortInput.Start(machine.epoch(), order, TWICE));

        on(new PortInput.NotOpened(order.job()));

        assertThat(machine.state()).isInstanceOf(PortState.AwaitingScan.class);
    }

    @Test
    void aPassedBoardThatBootsStaysPassed() {
        passedJob("a", "S1");
        on(new PortInput.Left(machine.epoch()));

        arrive(BootMode.RUNNING);

        assertThat(machine.state()).isInstanceOf(PortState.Passed.class);
    }

    @Test
    void aPassedBoardThatComesBackInItsBootRomIsNotFlashedAgain() {
        passedJob("a", "S1");
        on(new PortInput.Left(machine.epoch()));
        arrive(BootMode.FEL);

        identify("a", "r");

        assertThat(machine.state()).isInstanceOf(PortState.Passed.class);
        assertThat(on(new PortInput.Start(machine.epoch(), order("S2"), TWICE)))
                .hasOnlyElementsOfType(PortEffect.Refuse.class);
    }

    @Test
    void anotherBoardAfterAPassedOneIsANewUnit() {
        passedJob("a", "S1");
        on(new PortInput.Left(machine.epoch()));
        arrive(BootMode.FEL);

        identify("b", "r");

        assertThat(machine.state()).isInstanceOf(PortState.AwaitingScan.class);
        assertThat(machine.order()).isNull();
    }

    @Test
    void aFinishedBoardThatStaysAwayLeavesAnEmptyPort() {
        passedJob("a", "S1");
        PortEffect.SetTimer timer = only(PortEffect.SetTimer.class, on(new PortInput.Left(machine.epoch())));

        on(new PortInput.TimerFired(timer.timer()));

        assertThat(machine.state()).isEqualTo(new PortState.Empty(null));
    }

    @Test
    void aReenumerationInTheMiddleOfAJobIsNoNewUnit() {
        JobOrder order = startedJob("a", "S1");
        on(new PortInput.Left(machine.epoch()));

        assertThat(arrive(BootMode.FASTBOOT)).isEmpty();

        assertThat(machine.order()).isEqualTo(order);
        assertThat(machine.state()).isInstanceOf(PortState.Running.class);
    }

    @Test
    void quarantinesThePortAfterDifferentBoardsFailedInARow() {
        failedJob("a", "S1");
        replace("b");
        failedRunningJob("S2");

        assertThat(machine.state()).isInstanceOf(PortState.Quarantined.class);
        assertThat(on(new PortInput.Start(machine.epoch(), order("S3"), TWICE)))
                .hasOnlyElementsOfType(PortEffect.Refuse.class);

        List<PortEffect> effects = on(new PortInput.Release());
        assertThat(effects).hasAtLeastOneElementOfType(PortEffect.TellReleased.class);
        assertThat(effects).hasAtLeastOneElementOfType(PortEffect.Identify.class);
    }

    @Test
    void theSameBoardFailingTwiceBlamesTheBoardNotThePort() {
        failedJob("a", "S1");
        replace("a");
        failedRunningJob("S2");

        assertThat(machine.state()).isInstanceOf(PortState.Failed.class);
    }

    @Test
    void aPassInBetweenStartsTheCountAnew() {
        failedJob("a", "S1");
        replace("b");
        JobOrder order = startedJobHere("S2");
        on(new PortInput.AttemptDone(order.job(), 1, "", null));
        on(new PortInput.Recorded(order.job(), 3));
        replace("c");
        failedRunningJob("S3");

        assertThat(machine.state()).isInstanceOf(PortState.Failed.class);
    }

    @Test
    void flappingIsOneStateAndEndsWhenThePortIsSteady() {
        waitingBoard("a");

        on(new PortInput.Unstable(true));
        PortState.Detected detected = (PortState.Detected) machine.state();
        assertThat(detected.problem()).isNotNull();
        assertThat(detected.problem().kind()).isEqualTo(FailureKind.PORT_UNSTABLE);

        on(new PortInput.Unstable(false));
        assertThat(machine.state()).isEqualTo(new PortState.Empty(null));
    }

    @Test
    void aLateAnswerAboutAnEarlierBoardIsIgnored() {
        arrive(BootMode.FEL);
        Epoch old = machine.epoch();
        on(new PortInput.Left(old));
        arrive(BootMode.FEL);

        on(new PortInput.Identified(old, board("old"), List.of("r")));

        assertThat(machine.state()).isEqualTo(new PortState.Detected(BootMode.FEL, null));
    }

    @Test
    void aLateIdCompletesTheSameAttach() {
        Epoch epoch = new Epoch(++epochs);
        on(new PortInput.Arrived(
                new BoardSighting(PortPath.virtual(1), epoch, epoch.value(), BootMode.UNKNOWN, 0, 0, null)));
        assertThat(machine.state()).isEqualTo(new PortState.Detected(BootMode.UNKNOWN, null));

        assertThat(on(new PortInput.Arrived(sighting(epoch, BootMode.FEL))))
                .hasOnlyElementsOfType(PortEffect.Identify.class);
    }

    @Test
    void aDeviceThatNobodyKnowsIsToldAsSuch() {
        arrive(BootMode.UNKNOWN);

        Failure problem = ((PortState.Detected) machine.state()).problem();
        assertThat(problem).isNotNull();
        assertThat(problem.kind()).isEqualTo(FailureKind.CHIP_NOT_SERVED);
        assertThat(problem.message()).contains("1f3a:efe8");
    }

    @Test
    void aWorkingPortCannotBeDisabled() {
        startedJob("a", "S1");

        assertThat(on(new PortInput.Disable("cleaning"))).hasOnlyElementsOfType(PortEffect.Refuse.class);
    }

    // ---- the scenes

    private List<PortEffect> on(PortInput input) {
        return machine.on(input, now);
    }

    private List<PortEffect> arrive(BootMode mode) {
        return on(new PortInput.Arrived(sighting(new Epoch(++epochs), mode)));
    }

    private void identify(String id, String... recipes) {
        on(new PortInput.Identified(machine.epoch(), board(id), List.of(recipes)));
    }

    private void waitingBoard(String id) {
        arrive(BootMode.FEL);
        identify(id, "r");
    }

    private void replace(String id) {
        on(new PortInput.Left(machine.epoch()));
        arrive(BootMode.FEL);
        identify(id, "r");
    }

    private JobOrder startedJob(String id, String serial) {
        waitingBoard(id);
        return startedJobHere(serial);
    }

    private JobOrder startedJobHere(String serial) {
        JobOrder order = order(serial);
        on(new PortInput.Start(machine.epoch(), order, TWICE));
        on(new PortInput.Opened(order.job()));
        return order;
    }

    private void passedJob(String id, String serial) {
        JobOrder order = startedJob(id, serial);
        on(new PortInput.AttemptDone(order.job(), 1, "", null));
        on(new PortInput.Recorded(order.job(), 1));
    }

    private void failedJob(String id, String serial) {
        waitingBoard(id);
        failedRunningJob(serial);
    }

    private void failedRunningJob(String serial) {
        JobOrder order = startedJobHere(serial);
        on(new PortInput.AttemptDone(order.job(), 1, "write", BAD_FLASH));
        on(new PortInput.Recorded(order.job(), 2));
    }

    private static JobOrder order(String serial) {
        return new JobOrder(JobId.random(), new Serial(serial), "r", "-", false);
    }

    private static BoardIdentity board(String id) {
        return new BoardIdentity(BootMode.FEL, "H3", new BoardId("sid:" + id));
    }

    private static BoardSighting sighting(Epoch epoch, BootMode mode) {
        return new BoardSighting(PortPath.virtual(1), epoch, epoch.value(), mode, 0x1f3a, 0xefe8, null);
    }

    private static <E extends PortEffect> E only(Class<E> type, List<PortEffect> effects) {
        List<E> found =
                effects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).as("effects %s", effects).hasSize(1);
        return found.get(0);
    }
}
