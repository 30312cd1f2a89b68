package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.closed;
import static dev.gangway.ledger.SampleJobs.id;
import static dev.gangway.ledger.SampleJobs.opened;
import static dev.gangway.ledger.h2.LedgerCalls.append;
import static dev.gangway.ledger.h2.LedgerCalls.ask;
import static dev.gangway.ledger.h2.LedgerCalls.await;
import static dev.gangway.ledger.h2.LedgerCalls.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.ledger.Appended;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Verdict;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTroubleTest {
    @TempDir
    Path folder;

    @BeforeEach
    void install() {
        UnreliableDisk.install();
    }

    private LedgerFile file() {
        return new LedgerFile(folder, UnreliableDisk.SCHEME, false);
    }

    @Test
    void aFullDiskRefusesRecordsAndRoomOnItEndsThat() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(file(), Clock.systemUTC())) {
            record(ledger, opened(1, "SN-1"));

            UnreliableDisk.FULL.set(true);
            LedgerReply refused =
                    append(ledger, closed(1, "SN-1", Verdict.PASSED)).reply();
            List<Future<Appended>> more = IntStream.range(10, 20)
                    .mapToObj(i -> ledger.append(opened(i, "SN-" + i)))
                    .toList();
            List<LedgerReply.Written> alsoRefused =
                    more.stream().map(LedgerCalls::await).map(Appended::reply).toList();
            String ill = ask(ledger, new LedgerQuery.Health(), LedgerReply.Health.class)
                    .problem();
            UnreliableDisk.FULL.set(false);
            long seq = record(ledger, closed(1, "SN-1", Verdict.PASSED));

            assertThat(ill).contains("is full");
            assertThat(ask(ledger, new LedgerQuery.Health(), LedgerReply.Health.class)
                            .problem())
                    .isEmpty();

            assertThat(refused).isInstanceOfSatisfying(LedgerReply.NotRecorded.class, reply -> {
                assertThat(reply.reason()).isEqualTo("unavailable");
                assertThat(reply.message()).contains("is full").contains(folder.toString());
            });
            assertThat(alsoRefused).allMatch(reply -> reply instanceof LedgerReply.NotRecorded);
            assertThat(seq).isEqualTo(2);
            assertThat(ask(ledger, new LedgerQuery.Recent(10), LedgerReply.Jobs.class)
                            .jobs())
                    .hasSize(1);
            try (LedgerReader reader = ledger.reader()) {
                assertThat(reader.verify(null).sound()).isTrue();
            }
        }
    }

    @Test
    void everyGroupIsSyncedBeforeItIsAcknowledged() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(file(), Clock.systemUTC())) {
            for (int i = 1; i <= 20; i++) {
                int before = UnreliableDisk.SYNCS.get();

                record(ledger, closed(i, "SN-" + i, Verdict.PASSED));

                assertThat(UnreliableDisk.SYNCS.get()).isGreaterThan(before);
            }
        }
    }

    @Test
    void whatIsAcknowledgedSurvivesAPowerCut(@TempDir Path after) throws Exception {
        Path database = folder.resolve("ledger.mv.db");
        long acknowledged = 0;
        try (H2Ledger ledger = H2Ledger.open(file(), Clock.systemUTC())) {
            UnreliableDisk.KEEP_SYNCED.set(true);
            for (int i = 1; i <= 50; i++) {
                int number = i;
                List<Future<Appended>> group = List.of(
                        ledger.append(opened(2 * number, "A-" + number)),
                        ledger.append(closed(2 * number + 1, "B-" + number, Verdict.PASSED)));
                for (Future<Appended> one : group) {
                    acknowledged = ((LedgerReply.Recorded) await(one).reply()).seq();
                }
                if (i % 7 == 0) {
                    Path cut = Files.createDirectories(after.resolve("cut-" + i));
                    Files.copy(UnreliableDisk.synced(database), cut.resolve("ledger.mv.db"));
                    Files.copy(HeadFile.in(folder), HeadFile.in(cut));
                    try (H2Reader reader = H2Reader.open(cut)) {
                        assertThat(reader.verify(null).problem()).isEmpty();
                        assertThat(reader.verify(null).records()).isGreaterThanOrEqualTo(acknowledged);
                    }
                }
            }
        }
    }

    @Test
    void anOpeningWhoseSyncFailedDoesNotBlockItsSerial() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(file(), Clock.systemUTC())) {
            UnreliableDisk.SYNCS_FAIL.set(true);
            LedgerReply refused = append(ledger, opened(1, "SN-1")).reply();
            UnreliableDisk.SYNCS_FAIL.set(false);

            assertThat(refused).isInstanceOf(LedgerReply.NotRecorded.class);
            record(ledger, opened(2, "SN-1"));
            record(ledger, closed(2, "SN-1", Verdict.PASSED));
            onlyTheSecondJobRan(ledger);
        }
    }

    @Test
    void anOpeningThatADiskHeldUpDoesNotBlockItsSerial() throws Exception {
        AtomicLong now = new AtomicLong();
        try (H2Ledger ledger = H2Ledger.open(file(), Clock.systemUTC(), now::get)) {
            UnreliableDisk.atSync = () -> now.addAndGet(Duration.ofSeconds(31).toNanos());
            LedgerReply refused = append(ledger, opened(1, "SN-1")).reply();
            UnreliableDisk.atSync = () -> {};

            assertThat(refused).isInstanceOfSatisfying(LedgerReply.NotRecorded.class, reply -> {
                assertThat(reply.reason()).isEqualTo("unavailable");
                assertThat(reply.message()).contains("check the disk");
            });
            record(ledger, opened(2, "SN-1"));
            record(ledger, closed(2, "SN-1", Verdict.PASSED));
            onlyTheSecondJobRan(ledger);
            assertThat(append(ledger, opened(1, "SN-1")).reply()).isInstanceOf(LedgerReply.NotRecorded.class);
        }
    }

    @Test
    void anOpeningThatWaitedTooLongIsNotBegun() throws Exception {
        AtomicLong now = new AtomicLong();
        try (H2Ledger ledger = H2Ledger.open(file(), Clock.systemUTC(), now::get)) {
            CountDownLatch stalled = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            UnreliableDisk.atSync = () -> {
                stalled.countDown();
                awaitQuietly(goOn);
            };
            Future<Appended> attempt = ledger.append(closed(7, "SN-7", Verdict.PASSED));
            awaitQuietly(stalled);
            Future<Appended> opening = ledger.append(opened(1, "SN-1"));
            now.addAndGet(Duration.ofSeconds(31).toNanos());
            UnreliableDisk.atSync = () -> {};
            goOn.countDown();

            assertThat(await(attempt).reply()).isInstanceOf(LedgerReply.Recorded.class);
            assertThat(await(opening).reply()).isInstanceOf(LedgerReply.NotRecorded.class);
            assertThat(record(ledger, opened(2, "SN-1"))).isEqualTo(2);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the first one reached the file or not: it never ran, and the chain is sound. */
    private static void onlyTheSecondJobRan(H2Ledger ledger) throws Exception {
        List<StoredJob> jobs =
                ask(ledger, new LedgerQuery.Recent(10), LedgerReply.Jobs.class).jobs();
        assertThat(jobs.get(0).summary().job()).isEqualTo(id(2));
        assertThat(jobs.stream().skip(1)).allSatisfy(job -> {
            assertThat(job.summary().job()).isEqualTo(id(1));
            assertThat(job.summary().verdict()).isEqualTo(Verdict.INTERRUPTED);
            assertThat(job.summary().failure()).extracting(Failure::kind).isEqualTo(FailureKind.LEDGER_UNAVAILABLE);
        });
        try (LedgerReader reader = ledger.reader()) {
            assertThat(reader.verify(null).problem()).isEmpty();
        }
    }
}
