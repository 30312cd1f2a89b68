package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.START;
import static dev.gangway.ledger.SampleJobs.closed;
import static dev.gangway.ledger.SampleJobs.id;
import static dev.gangway.ledger.SampleJobs.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.ledger.Appended;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.PoolCount;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PoolDraw;
import dev.gangway.message.UnitGot;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is drawn from pools is drawn once, and stands in the chain. */
class PoolDrawTest {
    private static final Clock NOW = Clock.systemUTC();

    @TempDir
    Path folder;

    private static PoolDraw mac(long place, boolean burn) {
        return new PoolDraw("macs", place, "02:00:00:00:00:0" + place, List.of("mac:02000000000" + place), burn);
    }

    private static LedgerAppend.ValuesDrawn draw(int job, String serial, PoolDraw... draws) {
        return new LedgerAppend.ValuesDrawn(id(job), new Serial(serial), List.of(draws), START);
    }

    private static LedgerReply.Written append(H2Ledger ledger, LedgerAppend append) throws Exception {
        return appended(ledger, append).reply();
    }

    private static Appended appended(H2Ledger ledger, LedgerAppend append) throws Exception {
        return ledger.append(append).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void recorded(H2Ledger ledger, LedgerAppend append) throws Exception {
        assertThat(append(ledger, append)).isInstanceOf(LedgerReply.Recorded.class);
    }

    private static void refused(H2Ledger ledger, LedgerAppend append, String... words) throws Exception {
        LedgerReply.NotRecorded refusal = append(ledger, append).refusal().orElseThrow();
        assertThat(refusal.reason()).isEqualTo("taken");
        assertThat(refusal.message()).contains(words);
    }

    private static JobSummary ended(H2Ledger ledger, int job, String serial, Verdict verdict) throws Exception {
        return Objects.requireNonNull(
                        appended(ledger, closed(job, serial, verdict)).finished())
                .summary();
    }

    private static LedgerReply.PoolUse use(LedgerReader reader, String serial) throws Exception {
        return reader.pool(new LedgerQuery.Pool("macs", new Serial(serial), 0, 100));
    }

    @Test
    void aValueIsOneUnitsAndItsFateIsInTheJobsRecord() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder, NOW);
                LedgerReader reader = ledger.reader()) {
            recorded(ledger, opened(1, "SN-1"));
            recorded(ledger, opened(2, "SN-2"));
            recorded(ledger, draw(1, "SN-1", mac(1, false)));
            refused(ledger, draw(2, "SN-2", mac(1, false)), "handed out to SN-1");
            recorded(ledger, draw(2, "SN-2", mac(2, true)));

            assertThat(ended(ledger, 1, "SN-1", Verdict.PASSED).values())
                    .containsExactly(new UnitGot("macs", 1, "02:00:00:00:00:01", UnitGot.Fate.USED));
            assertThat(ended(ledger, 2, "SN-2", Verdict.FAILED).values())
                    .containsExactly(new UnitGot("macs", 2, "02:00:00:00:00:02", UnitGot.Fate.BURNT));

            assertThat(use(reader, "SN-1").own()).map(UnitGot::place).hasValue(1L);
            assertThat(use(reader, "SN-2").own()).isEmpty();
            assertThat(use(reader, "SN-3").last()).hasValue(2);
            assertThat(reader.pools()).containsExactly(new PoolCount("macs", 1, 0, 1, 0, 2));
            assertThat(reader.verify(null).problem()).isEmpty();
        }
    }

    @Test
    void aFailedUnitHasItsValueAgainAndABurntOneIsNobodys() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder, NOW)) {
            recorded(ledger, opened(1, "SN-1"));
            recorded(ledger, draw(1, "SN-1", mac(1, false)));
            ended(ledger, 1, "SN-1", Verdict.FAILED);
            recorded(ledger, opened(2, "SN-1"));
            refused(ledger, draw(2, "SN-1", mac(2, false)), "has 02:00:00:00:00:01");
            recorded(ledger, draw(2, "SN-1", mac(1, true)));
            ended(ledger, 2, "SN-1", Verdict.FAILED);
            recorded(ledger, opened(3, "SN-1"));
            refused(ledger, draw(3, "SN-1", mac(1, false)), "burnt");
            recorded(ledger, draw(3, "SN-1", mac(2, false)));
        }
    }

    @Test
    void allOfADrawIsHandedOutOrNothing() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder, NOW);
                LedgerReader reader = ledger.reader()) {
            recorded(ledger, opened(1, "SN-1"));
            recorded(ledger, opened(2, "SN-2"));
            recorded(ledger, draw(1, "SN-1", mac(1, false)));
            PoolDraw same = new PoolDraw("others", 7, "the same address", List.of("mac:020000000001"), false);
            refused(ledger, draw(2, "SN-2", mac(2, false), same), "before, of the pool macs to SN-1");
            assertThat(use(reader, "SN-2").own()).isEmpty();
            assertThat(use(reader, "SN-2").last()).hasValue(1);
        }
    }

    @Test
    void whatAStationHadDrawnWhenItDiedStaysItsUnits() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder, NOW)) {
            recorded(ledger, opened(1, "SN-1"));
            recorded(ledger, draw(1, "SN-1", mac(1, false)));
        }
        try (H2Ledger ledger = H2Ledger.open(folder, NOW);
                LedgerReader reader = ledger.reader()) {
            JobSummary job = reader.job(id(1)).orElseThrow().summary();
            assertThat(job.verdict()).isEqualTo(Verdict.INTERRUPTED);
            assertThat(job.values()).containsExactly(new UnitGot("macs", 1, "02:00:00:00:00:01", UnitGot.Fate.KEPT));
            assertThat(append(ledger, draw(1, "SN-1", mac(1, false))).refusal()).isPresent();
            assertThat(use(reader, "SN-1").own()).map(UnitGot::fate).hasValue(UnitGot.Fate.KEPT);
        }
    }

    /** Two connections are what two stations on one file would be: neither sees what the other has not committed. */
    @Test
    void ofTwoConnectionsThatGiveOneValueTheSecondIsRefusedByTheKey() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder, NOW)) {
            recorded(ledger, opened(1, "SN-1"));
            recorded(ledger, opened(2, "SN-2"));
        }
        LedgerFile file = new LedgerFile(folder, LedgerFile.DISK, false);
        try (Appender one = new Appender(file.connect());
                Connection raw = file.connect()) {
            Appender other = new Appender(raw);
            try (Statement statement = raw.createStatement()) {
                statement.execute("set lock_timeout 200");
            }
            assertThat(one.stage(draw(1, "SN-1", mac(1, false))).reply().refusal())
                    .isEmpty();
            assertThatThrownBy(() -> other.stage(draw(2, "SN-2", mac(1, false))))
                    .isInstanceOf(SQLException.class);
            one.commit();
            raw.rollback();

            try (Appender anew = new Appender(file.connect())) {
                LedgerReply.NotRecorded refusal = anew.stage(draw(2, "SN-2", mac(1, false)))
                        .reply()
                        .refusal()
                        .orElseThrow();
                assertThat(refusal.reason()).isEqualTo("taken");
                assertThat(anew.stage(draw(2, "SN-2", mac(2, false))).reply().refusal())
                        .isEmpty();
                anew.commit();
            }
        }
    }

    @Test
    void aRowThatIsTakenAwayToGiveItsValueAgainIsFound() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder, NOW)) {
            recorded(ledger, opened(1, "SN-1"));
            recorded(ledger, draw(1, "SN-1", mac(1, false)));
            ended(ledger, 1, "SN-1", Verdict.PASSED);
        }
        try (Connection connection = new LedgerFile(folder, LedgerFile.DISK, false).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from pool_value");
            statement.execute("delete from pool_draw");
        }
        try (H2Reader reader = H2Reader.open(folder)) {
            assertThat(reader.verify(null).problem()).contains("pool_draw");
        }
    }
}
