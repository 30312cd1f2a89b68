package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.closed;
import static dev.gangway.ledger.h2.LedgerCalls.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.ledger.LedgerException;
import dev.gangway.model.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.api.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OurSchemaTest {
    private static final AtomicInteger RUN = new AtomicInteger();

    @TempDir
    Path root;

    private Path folder = Path.of("");

    @BeforeEach
    void aLedger() throws Exception {
        folder = root.resolve("data");
        fill(folder, 1);
    }

    private static void fill(Path folder, int job) throws LedgerException {
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
            record(ledger, closed(job, "SN-" + job, Verdict.PASSED));
        }
    }

    /** What somebody puts into the file; whoever runs it is counted. */
    public static final class Intruder implements Trigger {
        @Override
        public void init(Connection connection, String schema, String name, String table, boolean before, int type) {
            RUN.incrementAndGet();
        }

        @Override
        public void fire(Connection connection, Object[] before, Object[] after) {
            RUN.incrementAndGet();
        }

        public static boolean call(String text) {
            RUN.incrementAndGet();
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create trigger t before insert on record for each row call '%s'",
                "create trigger t before select on record call '%s'",
                "create alias run for '%s.call'",
                "create alias run for '%s.call'; create view all_jobs as select * from record where run(body)",
                "create alias run for '%s.call'; alter table closed_job add constraint c check (run(serial))",
                "create alias run for '%s.call'; alter table open_job add column x boolean default run('x')",
                "create force linked table far('', 'jdbc:h2:mem:far;INIT=create table x(y int)', 'sa', '', 'X')",
                "create table more (x integer)",
                "create user other password 'secret' admin",
                "create domain mine as integer",
                "create constant one value 1",
                "set ignorecase true",
                "alter table closed_job add column more integer",
                "create index more on record (at)"
            })
    void nothingThatIsNotOursIsRun(String sql) throws Exception {
        try (Connection connection = new LedgerFile(folder, LedgerFile.DISK, false).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("%s", Intruder.class.getName()));
        }
        byte[] before = Files.readAllBytes(LedgerFile.in(folder));
        RUN.set(0);

        assertThatThrownBy(() -> H2Reader.open(folder))
                .isInstanceOfSatisfying(
                        LedgerException.class, e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.DAMAGED))
                .hasMessageContaining("what Gangway did not put there");
        assertThatThrownBy(() -> H2Ledger.open(folder, Clock.systemUTC()))
                .hasMessageContaining("what Gangway did not put there");
        assertThatThrownBy(() -> H2Ledger.restore(folder, Clock.systemUTC(), "anna"))
                .hasMessageContaining("what Gangway did not put there");

        assertThat(RUN).hasValue(0);
        assertThat(LedgerFile.in(folder)).hasBinaryContent(before);
    }

    @Test
    void whatH2NotesByItselfIsOurs() throws Exception {
        try (Connection connection = new LedgerFile(folder, LedgerFile.DISK, false).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into outbox_resend (next_seq, last_seq) values (1, 1); analyze; checkpoint");
        }

        fill(folder, 2);
        H2Reader.open(folder).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a;INIT=create table x(y int)",
                "a;ACCESS_MODE_DATA=r",
                "~",
                "mem:x",
                "nio:b",
                "ü ß %41 ${user.home} # ?x=1 'q' \"d\""
            })
    void aFolderIsAFolderWhateverItsName(String name) throws Exception {
        Path strange = root.resolve(name);

        fill(strange, 1);
        fill(strange, 2);

        assertThat(strange.resolve("ledger.mv.db")).isNotEmptyFile();
        try (H2Reader reader = H2Reader.open(strange)) {
            assertThat(reader.verify(null).records()).isEqualTo(2);
        }
        try (var made = Files.list(root)) {
            assertThat(made).containsExactlyInAnyOrder(folder, strange);
        }
    }
}
