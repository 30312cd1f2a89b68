package dev.gangway.ledger.h2;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Holds the small tables beside the chain against it: open jobs and the outbox follow from the records, or are wrong. One
 * statement sees one moment, so this is right beside a running writer too.
 */
final class BesideChain {
    private static final String OPENED_AND_NOT_CLOSED = "r.kind = 'OPENED' and not exists (select 1 from record c where"
            + " c.job = r.job and c.kind = 'CLOSED' and c.attempt = 0)";

    private static final String CURE = " (gangway outbox repair sets the outbox right, on record)";

    private BesideChain() {}

    /**
     * The first thing that is wrong, one sentence; empty when nothing is.
     *
     * @param from openings are looked for behind this record
     */
    static String problem(Connection connection, long from) throws SQLException {
        String below = Rows.text(connection, "select seq from record where seq < 1 order by seq limit 1");
        if (below != null) {
            return "record " + below + " was put there: numbers begin with 1";
        }
        String foreign = Rows.text(
                connection,
                "select o.job from open_job o where not exists (select 1 from record r where r.seq = o.seq and"
                        + " r.job = o.job and r.serial = o.serial and " + OPENED_AND_NOT_CLOSED + ") limit 1");
        if (foreign != null) {
            return "the table of open jobs has the job " + foreign + ", which the chain does not leave open";
        }
        String lost = Rows.text(
                connection,
                "select r.job from record r where r.seq > ? and " + OPENED_AND_NOT_CLOSED
                        + " and not exists (select 1 from open_job o where o.job = r.job) order by r.seq limit 1",
                from);
        String drawn = !PoolTable.isIn(connection)
                ? null
                : Rows.text(
                        connection,
                        "select d.pool || ' at ' || d.place from pool_draw d where not exists (select 1 from record r where r.seq ="
                                + " d.seq and r.kind = 'DRAWN' and r.serial = d.serial) limit 1");
        if (drawn != null) {
            return "the table of drawn values has " + drawn + ", which the chain does not hand out";
        }
        return lost == null
                ? outbox(connection)
                : "the job " + lost + " is open by the chain and missing from the table of open jobs";
    }

    private static String outbox(Connection connection) throws SQLException {
        if (Rows.number(connection, "select count(*) from outbox_cursor") != 1
                || Rows.number(connection, "select count(*) from outbox_cursor where id = 1") != 1) {
            return "the outbox's cursor is missing, or there are several" + CURE;
        }
        String cursor = Rows.text(
                connection,
                "select seq from outbox_cursor where seq < 0 or seq > (select coalesce(max(seq), 0) from record)");
        if (cursor != null) {
            return "the outbox's cursor stands at " + cursor + ", where the ledger has no record" + CURE;
        }
        String resend = Rows.text(
                connection,
                "select id from outbox_resend where next_seq < 1 or last_seq > (select coalesce(max(seq), 0) from record)"
                        + " or next_seq > last_seq + 1 limit 1");
        return resend == null
                ? ""
                : "the outbox's request " + resend + " asks for records that the ledger has not" + CURE;
    }
}
