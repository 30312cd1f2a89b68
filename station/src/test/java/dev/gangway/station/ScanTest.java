package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StoredJob;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.fault.Fault;
import io.vertx.core.eventbus.DeliveryContext;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which board a scan goes to, and which scans are refused. */
class ScanTest {
    /** So slow that an abort comes in time. */
    private static final Fault SLOW = new Fault.Slow(0, Fault.ALWAYS, 100_000);

    @TempDir
    Path folder;

    @Test
    void aSerialThatIsScannedFirstWaitsForTheNextBoard() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            assertThat(line.scan("CP-00001")).isInstanceOf(ScanOutcome.Waiting.class);

            line.plug(2, TestBoard.chip(1));

            line.awaitState(2, PortState.Passed.class);
            assertThat(line.status(2).serial()).isEqualTo(new Serial("CP-00001"));
            assertThat(line.state(1)).isInstanceOf(PortState.Empty.class);
        }
    }

    @Test
    void aChosenEmptySlotKeepsItsSerialWhileAnotherBoardComes() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            ScanOutcome outcome = line.scanFor(2, "CP-00002");
            assertThat(outcome).isInstanceOf(ScanOutcome.Waiting.class);
            line.awaitState(2, new PortState.Empty(new Serial("CP-00002"))::equals);

            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);
            line.plug(2, TestBoard.chip(2));

            line.awaitState(2, PortState.Passed.class);
            assertThat(line.state(1)).isInstanceOf(PortState.AwaitingScan.class);
            assertThat(line.ledger())
                    .extracting(job -> job.summary().slot().label())
                    .containsExactly("02");
        }
    }

    @Test
    void aSlotLabelAloneChoosesTheSlot() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            line.plug(1, TestBoard.chip(1));
            line.plug(2, TestBoard.chip(2));
            line.awaitState(1, PortState.AwaitingScan.class);
            line.awaitState(2, PortState.AwaitingScan.class);

            assertThat(line.scan("02")).isInstanceOf(ScanOutcome.SlotChosen.class);
            ScanOutcome started = line.scan("CP-00001");

            assertThat(((ScanOutcome.Started) started).slot().label()).isEqualTo("02");
        }
    }

    @Test
    void aSerialRunsOnceAtATime() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            // The job ends when the test lets it.
            CompletableFuture<DeliveryContext<Object>> closing = new CompletableFuture<>();
            line.station().vertx().eventBus().addInboundInterceptor(delivery -> {
                if (!(delivery.body() instanceof LedgerAppend.JobClosed) || !closing.complete(delivery)) {
                    delivery.next();
                }
            });
            line.plug(2, TestBoard.chip(2));
            line.awaitState(2, PortState.AwaitingScan.class);
            var job = line.begin(1, TestBoard.chip(1), "CP-00001");

            ScanOutcome again = line.scan("CP-00001");

            assertRefused(again, "in-use");
            closing.get(LineHarness.PATIENCE.toSeconds(), TimeUnit.SECONDS).next();
            assertThat(line.state(2)).isInstanceOf(PortState.AwaitingScan.class);
            assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.PASSED);
            assertThat(line.events(JobEvent.JobStarted.class)).hasSize(1);
        }
    }

    @Test
    void aSerialThatHasPassedIsRefusedUntilASupervisorAllowsRework() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            assertThat(line.run(1, TestBoard.chip(1), "CP-00001").verdict()).isEqualTo(Verdict.PASSED);
            line.plug(2, TestBoard.chip(2));
            line.awaitState(2, PortState.AwaitingScan.class);

            ScanOutcome refused = line.scan("CP-00001");
            assertRefused(refused, "passed-before");
            assertThat(((ScanOutcome.Refused) refused).message())
                    .containsPattern("on 20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} in slot 01 of ");
            assertRefused(line.scan("GANGWAY:REWORK"), "unavailable");
            assertThat(line.scan("GANGWAY:BADGE:anna"))
                    .isInstanceOfSatisfying(ScanOutcome.Badge.class, badge -> assertThat(badge.operator())
                            .isEqualTo("anna"));
            assertRefused(line.scan("GANGWAY:REWORK"), "unavailable");
            assertRefused(line.scan("CP-00001"), "passed-before");
            line.scan("GANGWAY:BADGE:boss");
            assertThat(line.scan("GANGWAY:REWORK")).isInstanceOf(ScanOutcome.Done.class);
            ScanOutcome.Started started = (ScanOutcome.Started) line.scan("CP-00001");

            JobSummary job = line.ended(started.job()).summary();
            assertThat(job.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(job.rework()).isTrue();
            assertThat(job.operator()).isEqualTo("boss");
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
            line.unplug(2);
            line.awaitState(2, PortState.Empty.class);
            line.plug(2, TestBoard.chip(3));
            line.awaitState(2, PortState.AwaitingScan.class);
            assertRefused(line.scan("CP-00001"), "passed-before");
        }
    }

    @Test
    void aRefusedCommandIsNotOnRecord() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            JobId job = line.begin(1, TestBoard.chip(1, SLOW), "CP-00001");
            line.scan("GANGWAY:BADGE:anna");
            assertThat(line.scan("GANGWAY:ABORT:01")).isInstanceOf(ScanOutcome.Done.class);
            line.ended(job);
            assertRefused(line.scan("GANGWAY:ABORT:01"), "no-board");
            assertRefused(line.scan("GANGWAY:RELEASE:01"), "port-busy");
            line.plug(2, TestBoard.chip(2));
            line.awaitState(2, PortState.AwaitingScan.class);
            assertRefused(line.scan("GANGWAY:ABORT:02"), "no-board");

            line.unplug(2);
            line.awaitState(2, PortState.Empty.class);
            JobId next = line.begin(2, TestBoard.chip(3, SLOW), "CP-00003");
            line.scan("GANGWAY:ABORT:02");
            line.ended(next);

            assertThat(line.notes("release")).isEmpty();
            assertThat(line.notes("abort"))
                    .extracting(note -> note.operator() + " " + note.facts().get("slot"))
                    .containsExactly("anna 01", "anna 02");
        }
    }

    /** A badge and a rework that were scanned before the board came count as they do afterwards. */
    @Test
    void reworkOfASerialThatWaitsForItsBoardIsOnRecord() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            line.run(1, TestBoard.chip(1), "CP-00001");
            line.scan("GANGWAY:BADGE:boss");
            line.scan("GANGWAY:REWORK");
            assertThat(line.scanFor(2, "CP-00001")).isInstanceOf(ScanOutcome.Waiting.class);

            line.plug(2, TestBoard.chip(2));
            line.awaitState(2, PortState.Passed.class);

            StoredJob stored = line.ledger().get(1);
            assertThat(stored.summary().rework()).isTrue();
            assertThat(stored.summary().operator()).isEqualTo("boss");
        }
    }

    @Test
    void aPortThatFailsSeveralBoardsIsQuarantinedUntilItIsReleased() throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .ports(1)
                .recipes(TestRecipes.chipProOnce(), TestRecipes.chipPro())
                .quarantineAfter(2)
                .start()) {
            for (int i = 1; i <= 2; i++) {
                JobSummary job = line.run(
                        1,
                        TestBoard.chip(i, new dev.gangway.virtual.fault.Fault.Disconnect(100_000, 1, null)),
                        "CV-0000" + i);
                assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
                line.unplug(1);
                if (i == 1) {
                    line.awaitState(1, PortState.Empty.class);
                }
            }
            line.awaitState(1, PortState.Quarantined.class);
            assertThat(line.events(JobEvent.PortQuarantined.class)).hasSize(1);
            PortStatus quarantined = line.status(1);
            line.plug(1, TestBoard.chip(3));
            ScanOutcome refused = line.scanFor(1, "CP-00003");
            assertThat(refused).isInstanceOf(ScanOutcome.Refused.class);
            assertThat(line.status(1).state()).isEqualTo(quarantined.state());

            line.scan("GANGWAY:RELEASE:01");

            line.awaitState(1, PortState.AwaitingScan.class);
            ScanOutcome.Started started = (ScanOutcome.Started) line.scan("CP-00003");
            assertThat(line.ended(started.job()).summary().verdict()).isEqualTo(Verdict.PASSED);
            assertThat(line.events(JobEvent.PortReleased.class)).hasSize(1);
        }
    }

    private static void assertRefused(ScanOutcome outcome, String reason) {
        assertThat(outcome).isInstanceOf(ScanOutcome.Refused.class);
        assertThat(((ScanOutcome.Refused) outcome).reason()).isEqualTo(reason);
    }
}
