package dev.gangway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StationTrouble;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerVerticleTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private H2Ledger ledger;

    @BeforeEach
    void deploy() throws Exception {
        ledger = H2Ledger.open(folder, Clock.systemUTC());
        vertx.deployVerticle(new LedgerVerticle(ledger)).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        ledger.close();
    }

    private LedgerReply append(LedgerAppend append) throws Exception {
        return bus.ask(Addresses.LEDGER_APPEND, append, SOON).await(20, TimeUnit.SECONDS);
    }

    @Test
    void tellsOfAFinishedJobOnceAndOnlyWhenItIsStored() throws Exception {
        List<StoredJob> told = new CopyOnWriteArrayList<>();
        bus.subscribe(Addresses.LEDGER_STORED, stored -> told.add(stored.stored()));

        LedgerReply opened = append(SampleJobs.opened(1, "SN-1"));
        LedgerReply closed = append(SampleJobs.closed(1, "SN-1", Verdict.PASSED));
        LedgerReply again = append(SampleJobs.closed(1, "SN-1", Verdict.PASSED));
        LedgerReply other = append(SampleJobs.closed(2, "SN-2", Verdict.FAILED));

        assertThat(opened).isEqualTo(new LedgerReply.Recorded(1));
        assertThat(closed).isEqualTo(new LedgerReply.Recorded(2)).isEqualTo(again);
        assertThat(other).isEqualTo(new LedgerReply.Recorded(3));
        await().atMost(SOON).until(() -> told.size() >= 2);
        assertThat(told).extracting(StoredJob::seq).containsExactly(2L, 3L);
        assertThat(told.get(0).summary()).isEqualTo(SampleJobs.summary(1, "SN-1", Verdict.PASSED));
    }

    @Test
    void answersQuestions() throws Exception {
        append(SampleJobs.closed(1, "SN-1", Verdict.PASSED));

        LedgerReply history = bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.History(new Serial("SN-1")), SOON)
                .await(20, TimeUnit.SECONDS);

        assertThat(history).isInstanceOfSatisfying(LedgerReply.SerialHistory.class, found -> assertThat(found.passed())
                .isTrue());
    }

    @Test
    void aNoteThatIsLostIsToldUntilOneIsRecordedAgain() throws Exception {
        List<StationTrouble> told = new CopyOnWriteArrayList<>();
        bus.subscribe(Addresses.TROUBLES, told::add);
        LedgerAppend.Note sound = new LedgerAppend.Note("release", "anna", Instant.now(), Map.of("slot", "07"));
        append(sound);

        LedgerReply lost = append(new LedgerAppend.Note(
                "quarantine", "anna", Instant.now(), Map.of("reason", "x".repeat(32 * 1024 * 1024))));
        append(sound);

        assertThat(lost).isInstanceOf(LedgerReply.NotRecorded.class);
        await().atMost(SOON).until(() -> told.size() >= 2);
        assertThat(told.get(0).of()).isEqualTo("ledger");
        assertThat(told.get(0).problem())
                .contains("Not on record: quarantine by anna")
                .contains(((LedgerReply.NotRecorded) lost).message());
        assertThat(told.get(1)).isEqualTo(new StationTrouble("ledger", ""));
    }

    @Test
    void aRefusalIsAnAnswer() throws Exception {
        append(SampleJobs.closed(1, "SN-1", Verdict.PASSED));

        assertThat(append(SampleJobs.opened(2, "SN-1")))
                .isInstanceOfSatisfying(LedgerReply.NotRecorded.class, refused -> assertThat(refused.reason())
                        .isEqualTo("passed-before"));
    }
}
