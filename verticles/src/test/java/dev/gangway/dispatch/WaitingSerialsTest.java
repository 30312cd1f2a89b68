package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.message.SerialsWaiting;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the line is told of serials that wait for a board, and what their slots show. */
class WaitingSerialsTest {
    private static final String A = "scanner-a";
    private static final String B = "scanner-b";
    private static final String PASSED = "CP-99";
    private static final Instant BEGIN = Instant.parse("2026-11-29T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final List<SerialsWaiting> told = new CopyOnWriteArrayList<>();
    private final List<PortCommand> shown = new CopyOnWriteArrayList<>();
    private volatile Instant now = BEGIN;

    @BeforeEach
    void deploy() {
        DispatchSettings settings = new DispatchSettings(
                Set.of(), new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-"), Duration.ofMinutes(30));
        done(vertx.deployVerticle(new DispatchVerticle(
                settings,
                new RecipeBook(List.of(BindingsTest.recipe("chip", "CP-.*"))),
                new SteadyClock(() -> BEGIN, () -> Duration.between(BEGIN, now).toNanos()))));
        bus.subscribe(Addresses.WAITING, told::add);
        bus.answer(
                Addresses.LEDGER_QUERY,
                query -> Future.succeededFuture(new LedgerReply.SerialHistory(
                        query.equals(new LedgerQuery.History(new Serial(PASSED))), List.of())));
        for (int slot = 1; slot <= 3; slot++) {
            PortStatus free = free(slot);
            bus.answer(Addresses.PORT_COMMAND.at(free.port()), command -> {
                shown.add(command);
                return Future.succeededFuture(new PortReply.Accepted(free));
            });
            bus.publish(Addresses.PORT_STATUS, free);
        }
    }

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static PortStatus free(int slot) {
        return new PortStatus(
                PortPath.virtual(slot),
                new Slot("0" + slot),
                new Epoch(1),
                new PortState.Empty(null),
                BEGIN,
                null,
                List.of(),
                null,
                null);
    }

    private ScanOutcome scan(String desk, String text) {
        return done(bus.ask(Addresses.SCAN, new ScanRead(desk, text, DeskStatus.NOBODY), Duration.ofSeconds(20)));
    }

    private void awaitTold(String... serials) {
        await().untilAsserted(() ->
                assertThat(newest()).extracting(entry -> entry.serial().value()).containsExactly(serials));
    }

    private List<SerialsWaiting.Entry> newest() {
        return told.isEmpty() ? List.of() : told.get(told.size() - 1).serials();
    }

    private void awaitShown(PortCommand... commands) {
        await().untilAsserted(() -> assertThat(shown).containsExactly(commands));
    }

    @Test
    void theLineIsToldOfEachWithItsSlotItsOperatorAndItsEnd() {
        scan(A, "OP-anna");
        scan(A, "CP-1");
        now = BEGIN.plusSeconds(60);
        scan(B, "SLOT-03");
        scan(B, "CP-2");

        awaitTold("CP-1", "CP-2");
        assertThat(newest())
                .containsExactly(
                        new SerialsWaiting.Entry(new Serial("CP-1"), null, BEGIN.plusSeconds(600), "anna"),
                        new SerialsWaiting.Entry(new Serial("CP-2"), new Slot("03"), BEGIN.plusSeconds(660), "-"));
        awaitShown(new PortCommand.Reserve(new Serial("CP-2")));
    }

    @Test
    void oneIsCancelledFromAnyDeskAndTheOthersGoOnWaiting() {
        scan(A, "SLOT-02");
        scan(A, "CP-1");
        scan(A, "CP-2");

        assertThat(scan(B, "CMD-CANCEL-CP-1"))
                .isInstanceOfSatisfying(ScanOutcome.Done.class, answer -> assertThat(answer.message())
                        .isEqualTo("CP-1 no longer waits for a board."));

        awaitTold("CP-2");
        awaitShown(new PortCommand.Reserve(new Serial("CP-1")), new PortCommand.Reserve(null));
    }

    @Test
    void oneWhoseTimeIsOverIsForgottenAndItsSlotShowsItNoLonger() {
        scan(A, "SLOT-02");
        scan(A, "CP-1");
        awaitTold("CP-1");

        now = BEGIN.plus(Bindings.SERIAL_WAITS);

        awaitTold();
        awaitShown(new PortCommand.Reserve(new Serial("CP-1")), new PortCommand.Reserve(null));
    }

    @Test
    void oneThatIsScannedAgainForAnotherSlotIsShownThereAlone() {
        scan(A, "SLOT-02");
        scan(A, "CP-1");
        scan(A, "SLOT-03");
        scan(A, "CP-1");

        awaitTold("CP-1");
        await().untilAsserted(() -> assertThat(shown)
                .containsExactlyInAnyOrder(
                        new PortCommand.Reserve(new Serial("CP-1")),
                        new PortCommand.Reserve(null),
                        new PortCommand.Reserve(new Serial("CP-1"))));
        assertThat(newest().get(0).slot()).isEqualTo(new Slot("03"));
    }

    @Test
    void ofTwoThatWaitForOneSlotTheSlotShowsTheOneThatTakesItsBoard() {
        scan(A, "SLOT-02");
        scan(A, "CP-1");
        scan(A, "SLOT-02");
        scan(A, "CP-2");
        awaitShown(new PortCommand.Reserve(new Serial("CP-1")));

        scan(A, "CMD-CANCEL-CP-1");

        awaitShown(new PortCommand.Reserve(new Serial("CP-1")), new PortCommand.Reserve(new Serial("CP-2")));
    }

    @Test
    void allAreCancelledAtOnce() {
        scan(A, "CP-1");
        scan(A, "CP-2");
        awaitTold("CP-1", "CP-2");

        scan(B, "CMD-CANCEL");

        awaitTold();
    }

    @Test
    void oneThatHasPassedBeforeDoesNotWait() {
        assertThat(scan(A, PASSED)).isInstanceOf(ScanOutcome.Refused.class);
        scan(A, "CP-2");

        awaitTold("CP-2");
        assertThat(scan(A, "CMD-CANCEL-" + PASSED)).isInstanceOf(ScanOutcome.Refused.class);
    }
}
