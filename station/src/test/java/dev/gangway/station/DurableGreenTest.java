package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.JobEvent;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StoredJob;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Green means durable: no PASSED before the ledger has said that the record is on disk. */
class DurableGreenTest {
    @TempDir
    Path folder;

    @Test
    void isNotGreenWhileTheLedgerHasNotAnswered() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            CompletableFuture<DeliveryContext<Object>> held = new CompletableFuture<>();
            line.station().vertx().eventBus().addInboundInterceptor(delivery -> {
                if (!(delivery.body() instanceof LedgerAppend.JobClosed) || !held.complete(delivery)) {
                    delivery.next();
                }
            });

            JobId job = line.begin(1, TestBoard.chip(1), "CP-00001");
            DeliveryContext<Object> closing = held.get(60, TimeUnit.SECONDS);

            assertThat(line.state(1)).isInstanceOf(PortState.Running.class);
            assertThat(line.events(JobEvent.JobEnded.class)).isEmpty();
            assertThat(line.states(1)).noneMatch(PortState.Passed.class::isInstance);
            assertThat(line.ledger()).isEmpty();

            closing.next();
            PortState.Passed passed = line.awaitState(1, PortState.Passed.class);
            assertThat(line.ledger()).extracting(StoredJob::seq).containsExactly(passed.ledgerSeq());
            assertThat(line.ended(job).ledgerSeq()).isEqualTo(passed.ledgerSeq());
        }
    }

    @Test
    void isNotGreenWhenTheLedgerRefusesAndBecomesGreenWhenItTakesTheRecord() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            AtomicInteger closings = new AtomicInteger();
            CompletableFuture<DeliveryContext<Object>> second = new CompletableFuture<>();
            line.station().vertx().eventBus().addInboundInterceptor(delivery -> {
                if (!(delivery.body() instanceof LedgerAppend.JobClosed)) {
                    delivery.next();
                } else if (closings.incrementAndGet() == 1) {
                    delivery.message()
                            .reply(
                                    new LedgerReply.NotRecorded("unavailable", "the disk is full"),
                                    new DeliveryOptions().setLocalOnly(true));
                } else {
                    second.complete(delivery);
                }
            });

            JobId job = line.begin(1, TestBoard.chip(1), "CP-00001");
            PortState.Failed failed = line.awaitState(1, PortState.Failed.class);
            assertThat(failed.failure().kind()).isEqualTo(FailureKind.LEDGER_UNAVAILABLE);
            assertThat(failed.ledgerSeq()).isNull();
            assertThat(line.events(JobEvent.JobEnded.class)).isEmpty();

            second.get(60, TimeUnit.SECONDS).next();
            assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.PASSED);
            assertThat(line.recorded(job).summary().verdict()).isEqualTo(Verdict.PASSED);
            line.awaitState(1, PortState.Passed.class);
            assertThat(closings).hasValue(2);
        }
    }

    @Test
    void nothingStartsWhileTheLedgerDoesNotOpenTheRecord() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            line.station().vertx().eventBus().addInboundInterceptor(delivery -> {
                if (delivery.body() instanceof LedgerAppend.JobOpened) {
                    delivery.message()
                            .reply(
                                    new LedgerReply.NotRecorded("unavailable", "the disk is full"),
                                    new DeliveryOptions().setLocalOnly(true));
                } else {
                    delivery.next();
                }
            });
            TestBoard board = TestBoard.chip(1);
            line.plug(1, board);
            line.awaitState(1, PortState.AwaitingScan.class);

            var outcome = line.scan("CP-00001");

            assertThat(outcome).isInstanceOf(dev.gangway.message.ScanOutcome.Refused.class);
            await().untilAsserted(() -> assertThat(line.state(1)).isInstanceOf(PortState.AwaitingScan.class));
            assertThat(board.nand().programs()).isZero();
            assertThat(line.events(JobEvent.JobStarted.class)).isEmpty();
        }
    }
}
