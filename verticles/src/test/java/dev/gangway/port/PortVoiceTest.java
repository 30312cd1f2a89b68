package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StationTrouble;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What belongs on record and is not there is told to people, and that it is over too. */
class PortVoiceTest {
    private static final PortPath PORT = PortPath.virtual(1);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final PortVoice voice = new PortVoice(bus, PORT, new Slot("07"), SteadyClock.ofMachine(), () -> Epoch.NONE);
    private final List<StationTrouble> troubles = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        bus.subscribe(Addresses.TROUBLES, troubles::add);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aNoteThatTheLedgerDoesNotAnswerIsToldWithSlotPersonAndWhatToDo() {
        voice.note("quarantine", "ann", Map.of("reason", "a bent pin"));

        await().until(() -> troubles.size() == 1);
        assertThat(troubles.get(0).problem())
                .contains("quarantine by ann", "slot 07", "Write it down and call the engineer");
    }

    @Test
    void theTroubleIsOverWhenTheLedgerTakesTheNextNote() {
        voice.note("quarantine", "ann", Map.of("reason", "a bent pin"));
        await().until(() -> troubles.size() == 1);
        bus.answer(Addresses.LEDGER_APPEND, append -> Future.succeededFuture(new LedgerReply.Recorded(1)));

        voice.note("release", "ann", Map.of());

        await().until(() -> troubles.size() == 2);
        assertThat(troubles.get(1)).isEqualTo(new StationTrouble(troubles.get(0).of(), ""));
    }

    /** The ledger itself tells of a note that it could not write; this port has nothing to take back then. */
    @Test
    void aNoteThatIsRecordedIsNoNews() {
        bus.answer(Addresses.LEDGER_APPEND, append -> Future.succeededFuture(new LedgerReply.Recorded(1)));

        // As in its verticle, on one loop: what is asked second is answered second.
        vertx.getOrCreateContext().runOnContext(begin -> {
            voice.note("release", "ann", Map.of());
            bus.ask(
                            Addresses.LEDGER_APPEND,
                            new LedgerAppend.Note("release", "bob", Instant.EPOCH, Map.of()),
                            Duration.ofSeconds(20))
                    .onComplete(recorded -> voice.notOnRecord("attempt 1 of SN-1", "the disk is full"));
        });

        await().until(() -> !troubles.isEmpty());
        assertThat(troubles.get(0).problem()).contains("attempt 1 of SN-1", "the disk is full");
    }
}
