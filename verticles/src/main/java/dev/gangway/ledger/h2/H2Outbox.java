package dev.gangway.ledger.h2;

import dev.gangway.export.Outbox.Batch;
import dev.gangway.export.OutboxStatus;
import dev.gangway.ledger.LedgerException;
import dev.gangway.message.StoredJob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The outbox's statements, blocking, on the reading thread. Its cursor needs no sync: a lost one sends jobs again. */
final class H2Outbox {
    private static final String CURSOR = "select seq from outbox_cursor where id = 1";

    private final Session session;

    H2Outbox(Session session) {
        this.session = session;
    }

    OutboxStatus status() throws LedgerException {
        return session.run(connection -> {
            long cursor = Rows.number(connection, CURSOR);
            return new OutboxStatus(
                    cursor,
                    Rows.number(connection, "select count(*) from closed_job where seq > ?", cursor),
                    Rows.number(
                            connection,
                            "select count(*) from outbox_resend r join closed_job c"
                                    + " on c.seq between r.next_seq and r.last_seq"),
                    Rows.number(connection, "select max(seq) from closed_job"));
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
        long seq = batch.jobs().get(count - 1).seq();
        session.run(connection -> batch.request() == 0
                ? Rows.update(connection, "update outbox_cursor set seq = ? where id = 1 and seq < ?", seq, seq)
                : Rows.update(
                        connection, "update outbox_resend set next_seq = ? where id = ?", seq + 1, batch.request()));
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
