package dev.gangway.ledger.h2;

import dev.gangway.json.JobJson;
import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.DrawSink;
import dev.gangway.ledger.DrawnValue;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.JobSink;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.PoolCount;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StoredJob;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the H2 file, beside the writer or alone. */
public final class H2Reader implements LedgerReader {
    static final String STORED =
            "select r.seq, r.body, r.chain, r.previous from closed_job c join record r on" + " r.seq = c.seq ";
    private static final int MOST = 1_000;
    private static final int PAGE = 200;

    private final LedgerFile file;
    private final Session session;

    H2Reader(LedgerFile file) {
        this.file = file;
        session = new Session(file);
    }

    /**
     * Opens the ledger of a station that does not run, without changing anything: jobs that were cut off stay open until
     * the station starts again. {@link Reason#MISSING} when there is none, {@link Reason#HELD} when the station runs.
     */
    public static H2Reader open(Path folder) throws LedgerException {
        LedgerFile file = new LedgerFile(folder, LedgerFile.DISK, true);
        if (!file.exists()) {
            LedgerEnd.check(file);
            throw missing(folder);
        }
        if (DataFolder.isHeld(folder)) {
            throw DataFolder.held(folder);
        }
        H2Reader reader = new H2Reader(file);
        Schema schema = new Schema(file);
        try {
            if (LedgerEnd.isEmpty(file)) {
                throw missing(folder);
            }
            OurSchema.check(file);
            reader.session.run(schema::check);
        } catch (LedgerException e) {
            reader.close();
            LedgerEnd.check(file);
            throw e;
        }
        return reader;
    }

    private static LedgerException missing(Path folder) {
        return new LedgerException(
                Reason.MISSING, "there is no ledger in " + folder + ": give the station's folder with --data", null);
    }

    @Override
    public LedgerReply.SerialHistory history(Serial serial) throws LedgerException {
        List<StoredJob> jobs = session.run(connection ->
                stored(connection, STORED + "where c.serial = ? order by c.seq desc limit " + MOST, serial.value()));
        Collections.reverse(jobs);
        boolean passed = session.run(connection -> Rows.number(
                        connection,
                        "select count(*) from closed_job where serial = ? and verdict = 'PASSED'",
                        serial.value())
                > 0);
        return new LedgerReply.SerialHistory(passed, jobs);
    }

    @Override
    public Optional<StoredJob> job(JobId job) throws LedgerException {
        return session
                .run(connection ->
                        stored(connection, STORED + "where c.job = ? order by c.seq desc limit 1", job.value()))
                .stream()
                .findFirst();
    }

    @Override
    public List<StoredJob> recent(int limit) throws LedgerException {
        int most = Math.max(0, Math.min(limit, MOST));
        return session.run(connection -> stored(connection, STORED + "order by c.seq desc limit " + most));
    }

    @Override
    public long forEach(JobFilter filter, JobSink sink) throws LedgerException, IOException {
        Selection selection = Selection.of(filter);
        long count = 0;
        long after = 0;
        while (true) {
            long last = after;
            List<StoredJob> page =
                    session.run(connection -> stored(connection, selection.pageSql(PAGE), selection.after(last)));
            for (StoredJob job : page) {
                sink.accept(job);
                after = job.seq();
                count++;
            }
            if (page.size() < PAGE) {
                return count;
            }
        }
    }

    @Override
    public LedgerReply.PoolUse pool(LedgerQuery.Pool query) throws LedgerException {
        return session.run(connection -> PoolTable.use(connection, query));
    }

    @Override
    public long forEachDraw(String pool, DrawSink sink) throws LedgerException, IOException {
        long count = 0;
        long after = Long.MIN_VALUE;
        while (true) {
            long last = after;
            List<DrawnValue> page = session.run(connection -> PoolTable.page(connection, pool, last, PAGE));
            for (DrawnValue value : page) {
                sink.accept(value);
                after = value.got().place();
                count++;
            }
            if (page.size() < PAGE) {
                return count;
            }
        }
    }

    @Override
    public List<PoolCount> pools() throws LedgerException {
        return session.run(PoolTable::counts);
    }

    @Override
    public LedgerReply.Today since(Instant from) throws LedgerException {
        String sql = "select count(*) filter (where verdict = 'PASSED'), count(*) filter (where verdict = 'FAILED'),"
                + " count(*) filter (where verdict in ('ABORTED', 'INTERRUPTED')), count(*) filter (where first_try),"
                + " count(*) filter (where first_try and verdict = 'PASSED'),"
                + " coalesce(avg(seconds) filter (where verdict = 'PASSED'), 0) from closed_job where ended_at >= ?";
        return session.run(connection -> {
            try (PreparedStatement statement = Rows.prepare(connection, sql, from.toEpochMilli());
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new LedgerReply.Today(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getDouble(6));
            }
        });
    }

    @Override
    public ChainHead head() throws LedgerException {
        return session.run(Rows::head);
    }

    @Override
    public VerifyReport verify(@Nullable String expected) throws LedgerException {
        HeadFile.Noted noted = HeadFile.read(file.folder());
        return session.run(connection -> {
            VerifyReport report = ChainWalk.whole(connection, expected);
            if (report.sound() && new Schema(file).check(connection) == 0) {
                return report.withProblem("the ledger has records and no version");
            }
            return report.sound() ? report.withProblem(LedgerEnd.problem(connection, noted, report.head())) : report;
        });
    }

    @Override
    public String missingAtEnd() throws LedgerException {
        HeadFile.Noted noted = HeadFile.read(file.folder());
        return session.run(connection -> LedgerEnd.problem(connection, noted));
    }

    @Override
    public void close() {
        session.close();
    }

    /** The jobs of these rows; {@link Reason#DAMAGED} with the record's number when one can't be understood. */
    static List<StoredJob> stored(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException, LedgerException {
        List<StoredJob> jobs = new ArrayList<>();
        try (PreparedStatement statement = Rows.prepare(connection, sql, parameters);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                jobs.add(new StoredJob(
                        row.getLong(1), summary(row.getLong(1), row.getString(2)), row.getString(3), row.getString(4)));
            }
        }
        return jobs;
    }

    private static JobSummary summary(long seq, String body) throws LedgerException {
        try {
            return JobJson.summary(JobJson.parse(body));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new LedgerException(
                    Reason.DAMAGED,
                    "record " + seq + " is damaged (" + e.getMessage()
                            + "): see gangway ledger verify, keep the folder for"
                            + " the engineer, and put a backup in its place",
                    e);
        }
    }
}
