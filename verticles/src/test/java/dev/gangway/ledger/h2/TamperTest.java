package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.closed;
import static dev.gangway.ledger.SampleJobs.opened;
import static dev.gangway.ledger.h2.LedgerCalls.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.model.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TamperTest {
    @TempDir
    Path folder;

    private String head = "";

    @BeforeEach
    void fiveRecords() throws LedgerException {
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
            for (int i = 1; i <= 5; i++) {
                record(ledger, closed(i, "SN-" + i, i == 3 ? Verdict.FAILED : Verdict.PASSED));
            }
            head = ledger.head().hash();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update record set body = replace(body, 'FAILED', 'PASSED') where seq = 3 | 2 | record 3 was changed",
                "update record set serial = 'SN-9' where seq = 3 | 2 | column serial",
                "update record set at = '2026-01-01T00:00:00.000Z' where seq = 4 | 3 | column at",
                "update closed_job set verdict = 'PASSED' where seq = 3 | 2 | column closed_job",
                "update closed_job set serial = 'SN-9' where seq = 1 | 0 | column closed_job",
                "delete from closed_job where seq = 2; delete from record where seq = 2 | 1 | record 2 is missing",
                "delete from closed_job where seq = 5 | 4 | record 5 was changed",
                "update record set chain = repeat('0', 64) where seq = 1 | 0 | record 1 was changed",
                "update record set previous = repeat('f', 64) where seq = 2 | 1 | does not follow",
                "update record set attempt = 7 where seq = 3 | 2 | column attempt",
                "update closed_job set seconds = 9 where seq = 3 | 2 | column closed_job",
                "update closed_job set first_try = false where seq = 3 | 2 | column closed_job",
                "insert into record select 0, kind, 'x', attempt, serial, at, body, previous, chain from record where seq = 1 | 5 | record 0 was put there",
                "insert into open_job values ('x', 'SN-9', 5) | 5 | the table of open jobs has the job x",
                "delete from outbox_cursor | 5 | the outbox's cursor is missing",
                "update outbox_cursor set seq = 6 | 5 | the outbox's cursor stands at 6",
                "update outbox_cursor set seq = -1 | 5 | the outbox's cursor stands at -1",
                "insert into outbox_resend (next_seq, last_seq) values (1, 99) | 5 | the outbox's request 1"
            })
    void verificationNamesTheFirstBadRecord(String sql, long sound, String problem) throws Exception {
        change(sql);

        VerifyReport report = verify();

        assertThat(report.sound()).isFalse();
        assertThat(report.head().seq()).isEqualTo(sound);
        assertThat(report.problem()).contains(problem);
        assertThatThrownBy(() -> H2Ledger.open(folder, Clock.systemUTC())).hasMessageContaining(problem);
    }

    @Test
    void theHeadFileAndAHeadThatWasKeptElsewhereShowThatTheEndWasCutOff() throws Exception {
        change("delete from closed_job where seq = 5; delete from record where seq = 5");

        VerifyReport report = verify();

        assertThat(report.sound()).isFalse();
        assertThat(report.problem()).contains("record 5 is missing at the end");
        assertThat(report.expectedAt()).isEmpty();
    }

    @Test
    void aDamagedRecordIsNamedToWhoeverReadsIt() throws Exception {
        change("update record set body = '{\"kind\":\"CLOSED\"' where seq = 3");

        try (H2Reader reader = H2Reader.open(folder)) {
            assertThatThrownBy(() -> reader.forEach(JobFilter.ALL, job -> {}))
                    .isInstanceOfSatisfying(LedgerException.class, e -> assertThat(e.reason())
                            .isEqualTo(LedgerException.Reason.DAMAGED))
                    .hasMessageContaining("record 3 is damaged");
            assertThatThrownBy(() -> reader.recent(10)).hasMessageContaining("record 3 is damaged");
            assertThat(reader.verify(null).problem()).contains("record 3 was changed");
        }
    }

    @Test
    void anOpenJobThatIsTakenFromItsTableIsNamed() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
            record(ledger, opened(6, "SN-6"));
        }
        change("delete from open_job");

        assertThat(verify().problem()).contains("is open by the chain and missing from the table of open jobs");
        assertThatThrownBy(() -> H2Ledger.open(folder, Clock.systemUTC())).hasMessageContaining("is open by the chain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete from schema_version", "update schema_version set version = -version"})
    void aVersionThatWasChangedIsNoNewLedger(String sql) throws Exception {
        change(sql);

        assertThat(verifySays()).contains("version");
        assertThatThrownBy(() -> H2Ledger.open(folder, Clock.systemUTC())).isInstanceOf(LedgerException.class);
    }

    @Test
    void aMigrationThatChangedIsRefused() throws Exception {
        change("update schema_version set checksum = repeat('0', 64)");

        assertThatThrownBy(() -> H2Ledger.open(folder, Clock.systemUTC())).hasMessageContaining("001-records.sql");
    }

    @Test
    void aLedgerOfANewerGangwayIsRefused() throws Exception {
        change("insert into schema_version values (3, 'x', repeat('0', 64))");

        assertThatThrownBy(() -> H2Ledger.open(folder, Clock.systemUTC()))
                .isInstanceOfSatisfying(
                        LedgerException.class, e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.NEWER));
        assertThatThrownBy(() -> H2Reader.open(folder)).hasMessageContaining("newer Gangway");
    }

    @Test
    void backsUpBeforeItMigrates() throws Exception {
        LedgerFile file = new LedgerFile(folder, "file", false);
        Schema newer = new Schema(file, List.of("001-records.sql", "002-pools.sql", "003-test.sql"));
        try (Connection connection = file.connect()) {
            newer.migrate(connection);
            assertThat(newer.check(connection)).isEqualTo(3);
        }

        assertThat(file.backup(3)).isNotEmptyFile();
    }

    private String verifySays() {
        try {
            return verify().problem();
        } catch (LedgerException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private VerifyReport verify() throws LedgerException {
        try (H2Reader reader = H2Reader.open(folder)) {
            return reader.verify(head);
        }
    }

    private void change(String sql) throws LedgerException, SQLException {
        try (Connection connection = new LedgerFile(folder, "file", false).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
