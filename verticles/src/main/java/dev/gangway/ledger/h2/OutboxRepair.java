package dev.gangway.ledger.h2;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.LedgerAppend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sets the outbox's cursor anew, on record: one that is missing or wrong keeps the station from starting. */
public final class OutboxRepair {
    private static final String NOTE = "outbox-repaired";

    private OutboxRepair() {}

    /**
     * What was done.
     *
     * @param before where the cursor stood: a number, or that it was missing
     * @param cursor where it stands now
     * @param again finished jobs behind it, which go out when the station runs
     */
    public record Done(String before, long cursor, long again) {}

    /** Whoever calls this holds the data folder. */
    static Done run(LedgerFile file, Instant at, String operator, OptionalLong upTo) throws LedgerException {
        if (!file.exists()) {
            throw new LedgerException(Reason.MISSING, "there is no ledger in " + file.folder(), null);
        }
        LedgerEnd.check(file);
        try (Connection connection = file.connect();
                Appender appender = new Appender(connection)) {
            long head = appender.head().seq();
            SentFile sentFile = new SentFile(file.folder());
            SentFile.Sent sent = H2Outbox.sent(connection, sentFile);
            long cursor = upTo.orElse(proved(connection, sent == null ? List.of() : sent.ranges()));
            if (cursor < 0 || cursor > head) {
                throw new LedgerException(
                        Reason.FAILED, "the ledger has records up to #" + head + ", none is #" + cursor, null);
            }
            String before = String.join(", ", Rows.texts(connection, "select seq from outbox_cursor order by id"));
            Rows.update(connection, "delete from outbox_cursor");
            Rows.update(connection, "insert into outbox_cursor values (1, ?)", cursor);
            Rows.update(
                    connection,
                    "delete from outbox_resend where next_seq < 1 or last_seq > ? or next_seq > last_seq + 1",
                    head);
            VerifyReport report = ChainWalk.whole(connection, null);
            if (!report.sound()) {
                connection.rollback();
                throw new LedgerException(
                        Reason.DAMAGED,
                        "the ledger in " + file.folder() + " is damaged beside its outbox: " + report.problem()
                                + "; nothing was changed",
                        null);
            }
            long again = Rows.number(connection, "select count(*) from closed_job where seq > ?", cursor);
            Done done = new Done(before.isEmpty() ? "missing" : before, cursor, again);
            appender.stage(new LedgerAppend.Note(
                    NOTE,
                    operator,
                    at,
                    Map.of("before", done.before(), "cursor", Long.toString(cursor), "again", Long.toString(again))));
            appender.commit();
            new HeadFile(file.folder()).write(appender.head());
            if (upTo.isPresent() && cursor > 0) {
                byWord(connection, sentFile, sent, cursor, at);
            }
            return done;
        } catch (SQLException e) {
            throw file.explain(e);
        }
    }

    /** The last record up to which there is an acknowledgement for each finished job. */
    private static long proved(Connection connection, List<SentFile.Range> ranges) throws SQLException {
        long first = Rows.number(connection, "select min(seq) from closed_job");
        return ranges.isEmpty() || ranges.get(0).from() > first
                ? 0
                : ranges.get(0).to();
    }

    private static void byWord(
            Connection connection, SentFile file, SentFile.@Nullable Sent sent, long cursor, Instant at)
            throws SQLException, LedgerException {
        SentFile.Range range = new SentFile.Range(1, cursor);
        String chain = Rows.text(connection, "select chain from record where seq = ?", cursor);
        file.write(
                sent == null
                        ? new SentFile.Sent(cursor, chain == null ? "" : chain, at, List.of(range))
                        : new SentFile.Sent(
                                sent.seq(), sent.chain(), sent.at(), SentFile.Sent.joined(sent.ranges(), range)));
    }
}
