package dev.gangway.ledger.h2;

import dev.gangway.ledger.Appended;
import dev.gangway.ledger.ChainHead;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of the chain, over one connection. Staged records count only after {@link #commit}. After any exception
 * the connection is thrown away and the file looked at anew, since what reached it is then unknown. One thread.
 */
final class Appender implements LedgerAppend.Handler<Appended, SQLException>, AutoCloseable {
    /** H2 keeps text columns of up to 1,048,576 characters; the rest is room for what verification may add. */
    private static final int MAX_BODY = 1_000_000;

    private static final Failure STATION_GONE =
            new Failure(FailureKind.STATION_STOPPED, "the station or its power went away during the job");
    private static final Failure NEVER_STARTED = new Failure(
            FailureKind.LEDGER_UNAVAILABLE, "the job's opening was not on disk in time, so nothing was started");

    private final Connection connection;
    private final PreparedStatement insertRecord;
    private final PreparedStatement insertClosed;
    private final PreparedStatement findRecord;
    private final PoolTable pools;
    private ChainHead head;

    Appender(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        pools = new PoolTable(connection);
        head = Rows.head(connection);
        insertRecord = connection.prepareStatement("insert into record values (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insertClosed = connection.prepareStatement("insert into closed_job values (?, ?, ?, ?, ?, ?, ?, ?)");
        findRecord = connection.prepareStatement("select seq from record where job = ? and kind = ? and attempt = ?");
    }

    ChainHead head() {
        return head;
    }

    /** Puts one append into the running transaction, or says why not. */
    Appended stage(LedgerAppend append) throws SQLException {
        return append.to(this);
    }

    @Override
    public Appended jobOpened(LedgerAppend.JobOpened opened) throws SQLException {
        JobOrder order = opened.order();
        RecordBody body = RecordBody.of(opened);
        OptionalLong first = find(body);
        if (first.isPresent()) {
            return wasGivenUp(order.job())
                    ? refused("unavailable", "The job's opening was given up as too late: scan again.")
                    : new Appended(new LedgerReply.Recorded(first.getAsLong()), null);
        }
        String serial = order.serial().value();
        if (Rows.text(connection, "select job from open_job where serial = ?", serial) != null) {
            return refused("in-use", "A job of " + serial + " runs on another port: scan another label.");
        }
        boolean passed = Rows.text(
                        connection,
                        "select job from closed_job where serial = ? and verdict = 'PASSED' limit 1",
                        serial)
                != null;
        if (passed && !order.rework()) {
            return refused(
                    "passed-before", serial + " has passed already: scan another label, or ask for rework first.");
        }
        return add(body, null);
    }

    private boolean wasGivenUp(JobId job) throws SQLException {
        return Rows.text(
                        connection, "select job from closed_job where job = ? and verdict = 'INTERRUPTED'", job.value())
                != null;
    }

    @Override
    public Appended attemptEnded(LedgerAppend.AttemptEnded ended) throws SQLException {
        String serial = Rows.text(
                connection,
                "select serial from open_job where job = ?",
                ended.job().value());
        return add(RecordBody.of(ended, serial), null);
    }

    @Override
    public Appended jobClosed(LedgerAppend.JobClosed closed) throws SQLException {
        JobSummary summary = closed.summary().with(pools.fates(closed.summary()));
        return add(RecordBody.of(summary), summary);
    }

    @Override
    public Appended note(LedgerAppend.Note note) throws SQLException {
        return add(RecordBody.of(note), null);
    }

    /** Makes everything staged durable: committed, and synced to the disk. */
    void commit() throws SQLException {
        connection.commit();
        try (Statement statement = connection.createStatement()) {
            // A commit alone only reaches the operating system's cache.
            statement.execute("checkpoint sync");
        }
    }

    /** Closes every job that the last process left open, and returns how many there were. */
    int closeInterrupted() throws SQLException {
        List<String> jobs = Rows.texts(connection, "select job from open_job order by seq");
        for (String job : jobs) {
            interrupt(job, STATION_GONE);
        }
        if (!jobs.isEmpty()) {
            commit();
        }
        return jobs.size();
    }

    /**
     * Stages the end of those of these jobs that are open, whose askers were told that they were not recorded, and returns
     * how many there were.
     */
    int closeAbandoned(Collection<JobId> jobs) throws SQLException {
        int open = 0;
        for (JobId job : jobs) {
            if (Rows.text(connection, "select job from open_job where job = ?", job.value()) != null) {
                interrupt(job.value(), NEVER_STARTED);
                open++;
            }
        }
        return open;
    }

    private void interrupt(String job, Failure why) throws SQLException {
        String opened =
                Rows.text(connection, "select body from record where job = ? and kind = 'OPENED' and attempt = 0", job);
        if (opened == null) {
            throw new SQLException("the job " + job + " is open but its opening is not on record");
        }
        List<String> attempts = Rows.texts(
                connection, "select body from record where job = ? and kind = 'ATTEMPT' order by attempt", job);
        JobSummary summary;
        try {
            summary = RecordBody.interrupted(opened, attempts, why);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new SQLException("what is on record of the open job " + job + " is damaged: " + e.getMessage(), e);
        }
        JobSummary whole = summary.with(pools.fates(summary));
        add(RecordBody.of(whole), whole);
    }

    @Override
    public Appended valuesDrawn(LedgerAppend.ValuesDrawn drawn) throws SQLException {
        return pools.draw(drawn, this::add);
    }

    private Appended add(RecordBody body, @Nullable JobSummary closed) throws SQLException {
        OptionalLong first = find(body);
        if (first.isPresent()) {
            return new Appended(new LedgerReply.Recorded(first.getAsLong()), null);
        }
        if (body.body().length() > MAX_BODY) {
            return refused(
                    "too-large",
                    "The " + body.kind() + " record of " + (body.serial() == null ? "no unit" : body.serial()) + " has "
                            + body.body().length() + " characters, " + MAX_BODY
                            + " fit: let the recipe's steps report fewer facts.");
        }
        long seq = head.seq() + 1;
        String previous = head.hash();
        String chain = ChainHash.of(previous, seq, body.body());
        insertRecord.setLong(1, seq);
        insertRecord.setString(2, body.kind());
        insertRecord.setString(3, body.job());
        insertRecord.setInt(4, body.attempt());
        insertRecord.setString(5, body.serial());
        insertRecord.setString(6, body.at());
        insertRecord.setString(7, body.body());
        insertRecord.setString(8, previous);
        insertRecord.setString(9, chain);
        insertRecord.executeUpdate();
        if (body.kind().equals(RecordBody.OPENED)) {
            Rows.update(connection, "insert into open_job values (?, ?, ?)", body.job(), body.serial(), seq);
        }
        if (closed != null) {
            extract(seq, closed);
        }
        head = new ChainHead(seq, chain);
        return new Appended(
                new LedgerReply.Recorded(seq), closed == null ? null : new StoredJob(seq, closed, chain, previous));
    }

    private void extract(long seq, JobSummary closed) throws SQLException {
        Rows.update(
                connection, "delete from open_job where job = ?", closed.job().value());
        insertClosed.setLong(1, seq);
        insertClosed.setString(2, closed.job().value());
        insertClosed.setString(3, closed.serial().value());
        insertClosed.setString(4, closed.recipe());
        insertClosed.setString(5, closed.verdict().name());
        insertClosed.setLong(6, closed.endedAt().toEpochMilli());
        insertClosed.setDouble(7, closed.seconds());
        insertClosed.setBoolean(8, firstTry(closed));
        insertClosed.executeUpdate();
        pools.settle(closed);
    }

    /** Whether this is the unit's first job with this recipe that came to a result of its own. */
    private boolean firstTry(JobSummary closed) throws SQLException {
        boolean result = closed.verdict() == Verdict.PASSED || closed.verdict() == Verdict.FAILED;
        return result
                && Rows.text(
                                connection,
                                "select job from closed_job where serial = ? and recipe = ?"
                                        + " and verdict in ('PASSED', 'FAILED') limit 1",
                                closed.serial().value(),
                                closed.recipe())
                        == null;
    }

    private OptionalLong find(RecordBody body) throws SQLException {
        if (body.job() == null) {
            return OptionalLong.empty();
        }
        findRecord.setString(1, body.job());
        findRecord.setString(2, body.kind());
        findRecord.setInt(3, body.attempt());
        try (ResultSet row = findRecord.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    static Appended refused(String reason, String message) {
        return new Appended(new LedgerReply.NotRecorded(reason, message), null);
    }

    /** Gives up whatever is not committed. */
    @Override
    public void close() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // A connection that can't roll back is closed next, which does the same.
        }
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing is left to save: what was acknowledged is on disk.
        }
    }
}
