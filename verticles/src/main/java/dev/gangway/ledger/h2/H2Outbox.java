package dev.gangway.ledger.h2;

import dev.gangway.export.Outbox.Batch;
import dev.gangway.export.OutboxStatus;
import dev.gangway.ledger.LedgerException;
import dev.gangway.message.StoredJob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outbox's statements, blocking, on the reading thread. Its cursor needs no sync: a lost one sends jobs again. */
final class H2Outbox {
    private static final String CURSOR = "select seq from outbox_cursor where id = 1";

    private final Session session;
    private final SentFile sentFile;
    private final InstantSource clock;

    /**
     * The outbox over this session.
     *
     * @param sentFile where acknowledgements are kept
     * @param clock the station's clock
     */
    H2Outbox(Session session, SentFile sentFile, InstantSource clock) {
        this.session = session;
        this.sentFile = sentFile;
        this.clock = clock;
    }

    /** What was acknowledged of this ledger; null when nothing is known. */
    static SentFile.@Nullable Sent sent(Connection connection, SentFile file) throws SQLException, LedgerException {
        SentFile.Sent sent = file.read();
        if (sent == null) {
            return null;
        }
        String chain = Rows.text(connection, "select chain from record where seq = ?", sent.seq());
        return sent.chain().equals(chain) ? sent : null;
    }

    /** Finished jobs up to the cursor for which no acknowledgement is on file. */
    private static long unproved(Connection connection, SentFile.@Nullable Sent sent, long cursor) throws SQLException {
        long jobs = Rows.number(connection, "select count(*) from closed_job where seq <= ?", cursor);
        for (SentFile.Range range : sent == null ? List.<SentFile.Range>of() : sent.ranges()) {
            jobs -= Rows.number(
                    connection,
                    "select count(*) from closed_job where seq between ? and ?",
                    range.from(),
                    Math.min(range.to(), cursor));
        }
        return jobs;
    }

    OutboxStatus status() throws LedgerException {
        return session.run(connection -> {
            long cursor = Rows.number(connection, CURSOR);
            SentFile.Sent sent = sent(connection, sentFile);
            return new OutboxStatus(
                    cursor,
                    Rows.number(connection, "select count(*) from closed_job where seq > ?", cursor),
                    Rows.number(
                            connection,
                            "select count(*) from outbox_resend r join closed_job c"
                                    + " on c.seq between r.next_seq and r.last_seq"),
                    Rows.number(connection, "select max(seq) from closed_job"),
                    sent == null ? 0 : sent.seq(),
                    sent == null ? null : sent.at(),
                    unproved(connection, sent, cursor));
        });
    }

    Batch next(int limit) throws LedgerException {
        return session.run(connection -> {
            Batch again = again(connection, limit);
            if (!again.jobs().isEmpty()) {
                return again;
            }
            long cursor = Rows.number(connection, CURSOR);
            return new Batch(
                    0,
                    H2Reader.stored(
                            connection, H2Reader.STORED + "where c.seq > ? order by c.seq limit ?", cursor, limit));
        });
    }

    private static Batch again(Connection connection, int limit) throws SQLException, LedgerException {
        while (true) {
            long request;
            List<StoredJob> jobs;
            try (PreparedStatement statement = connection.prepareStatement(
                            "select id, next_seq, last_seq from outbox_resend order by id limit 1");
                    ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Batch(0, List.of());
                }
                request = row.getLong(1);
                jobs = H2Reader.stored(
                        connection,
                        H2Reader.STORED + "where c.seq between ? and ? order by c.seq limit ?",
                        row.getLong(2),
                        row.getLong(3),
                        limit);
            }
            if (!jobs.isEmpty()) {
                return new Batch(request, jobs);
            }
            Rows.update(connection, "delete from outbox_resend where id = ?", request);
        }
    }

    void acknowledge(Batch batch, int count) throws LedgerException {
        if (count == 0) {
            return;
        }
        StoredJob last = batch.jobs().get(count - 1);
        long seq = last.seq();
        session.run(connection -> {
            long from = batch.request() == 0
                    ? Rows.number(connection, CURSOR) + 1
                    : Rows.number(connection, "select next_seq from outbox_resend where id = ?", batch.request());
            SentFile.Sent before = sent(connection, sentFile);
            sentFile.write(new SentFile.Sent(
                    seq,
                    last.chain(),
                    clock.instant(),
                    SentFile.Sent.joined(before == null ? List.of() : before.ranges(), new SentFile.Range(from, seq))));
            return move(connection, batch, seq);
        });
    }

    private static int move(Connection connection, Batch batch, long seq) throws SQLException {
        return batch.request() == 0
                ? Rows.update(connection, "update outbox_cursor set seq = ? where id = 1 and seq < ?", seq, seq)
                : Rows.update(
                        connection, "update outbox_resend set next_seq = ? where id = ?", seq + 1, batch.request());
    }

    long resend(long from, long to) throws LedgerException {
        return session.run(connection -> {
            long last = Math.min(to, Rows.number(connection, CURSOR));
            long jobs =
                    Rows.number(connection, "select count(*) from closed_job where seq between ? and ?", from, last);
            if (jobs > 0) {
                Rows.update(connection, "insert into outbox_resend (next_seq, last_seq) values (?, ?)", from, last);
            }
            return jobs;
        });
    }
}
