package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.closed;
import static dev.gangway.ledger.h2.LedgerCalls.await;
import static dev.gangway.ledger.h2.LedgerCalls.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.export.Outbox;
import dev.gangway.export.OutboxStatus;
import dev.gangway.model.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as sent, and what can be proved of it. */
class OutboxTest {
    @TempDir
    Path folder;

    @BeforeEach
    void fiveJobsOfWhichThreeWereAcknowledged() throws Exception {
        try (H2Ledger ledger = open()) {
            for (int i = 1; i <= 5; i++) {
                record(ledger, closed(i, "SN-" + i, Verdict.PASSED));
            }
            Outbox.Batch batch = await(ledger.next(3));
            await(ledger.acknowledge(batch, 3));
        }
    }

    private H2Ledger open() throws Exception {
        return H2Ledger.open(folder, Clock.systemUTC());
    }

    private void change(String sql) throws Exception {
        try (Connection connection = new LedgerFile(folder, LedgerFile.DISK, false).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private OutboxStatus status() throws Exception {
        try (H2Ledger ledger = open()) {
            return await(ledger.status());
        }
    }

    private List<Long> next() throws Exception {
        try (H2Ledger ledger = open()) {
            return await(ledger.next(10)).jobs().stream().map(job -> job.seq()).toList();
        }
    }

    @Test
    void saysWhatWasAcknowledgedLastAlsoAfterARestart() throws Exception {
        OutboxStatus status = status();

        assertThat(status.acknowledged()).isEqualTo(3);
        assertThat(status.acknowledgedAt()).isNotNull();
        assertThat(status.pending()).isEqualTo(2);
        assertThat(status.unproved()).isZero();
    }

    @Test
    void aCursorThatWasMovedOnLeavesJobsThatCannotBeProvedSent() throws Exception {
        change("update outbox_cursor set seq = 5");

        assertThat(status().unproved()).isEqualTo(2);

        try (H2Ledger ledger = open()) {
            record(ledger, closed(6, "SN-6", Verdict.PASSED));
            await(ledger.acknowledge(await(ledger.next(10)), 1));
            assertThat(await(ledger.status()).unproved())
                    .as("a later acknowledgement does not prove them")
                    .isEqualTo(2);
            await(ledger.resend(4, 5));
            await(ledger.acknowledge(await(ledger.next(10)), 2));
            assertThat(await(ledger.status()).unproved()).isZero();
        }
    }

    @Test
    void aFileOfAnotherLedgerOrADamagedOneProvesNothing() throws Exception {
        Path file = folder.resolve("outbox.sent");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("range 1 3", "range 1 4"));
        assertThat(status().unproved()).isEqualTo(3);

        Files.delete(file);
        assertThat(status().unproved()).isEqualTo(3);
        assertThat(status().acknowledgedAt()).isNull();
    }

    @Test
    void aMissingCursorIsSetToWhereTheProofEnds() throws Exception {
        change("delete from outbox_cursor");
        assertThatThrownBy(this::open).hasMessageContaining("gangway outbox repair");

        OutboxRepair.Done done = H2Ledger.repairOutbox(folder, Clock.systemUTC(), "lind", OptionalLong.empty());

        assertThat(done).isEqualTo(new OutboxRepair.Done("missing", 3, 2));
        assertThat(next()).containsExactly(4L, 5L);
        try (H2Reader reader = H2Reader.open(folder)) {
            assertThat(reader.verify(null).problem()).isEmpty();
            assertThat(reader.head().seq()).as("it is on record").isEqualTo(6);
        }
    }

    @Test
    void aCursorBeyondTheEndIsSetByAPersonsWord() throws Exception {
        change("update outbox_cursor set seq = 99; insert into outbox_resend (next_seq, last_seq) values (1, 99)");
        assertThatThrownBy(() -> H2Ledger.repairOutbox(folder, Clock.systemUTC(), "lind", OptionalLong.of(6)))
                .hasMessageContaining("records up to #5");

        OutboxRepair.Done done = H2Ledger.repairOutbox(folder, Clock.systemUTC(), "lind", OptionalLong.of(4));

        assertThat(done).isEqualTo(new OutboxRepair.Done("99", 4, 1));
        assertThat(next()).containsExactly(5L);
        assertThat(status().unproved()).isZero();
        assertThat(status().acknowledged()).isEqualTo(3);
    }

    @Test
    void aDamagedChainIsNotRepairedOnTheSide() throws Exception {
        change("delete from outbox_cursor; update record set serial = 'SN-9' where seq = 2");

        assertThatThrownBy(() -> H2Ledger.repairOutbox(folder, Clock.systemUTC(), "lind", OptionalLong.empty()))
                .hasMessageContaining("nothing was changed");
    }
}
