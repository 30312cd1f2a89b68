package dev.gangway.ledger.h2;

import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import dev.gangway.ledger.h2.HeadFile.Noted;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.DbObject;
import org.jspecify.annotations.Nullable;

/** Holds the ledger's end against what the head file says was acknowledged. */
final class LedgerEnd {
    private static final String CURE =
            "keep the folder for the engineer, put the newest backup of ledger.mv.db back, and"
                    + " accept what is missing from it, which is then on record: gangway ledger restore";

    private LedgerEnd() {}

    /**
     * What is missing from the end, one sentence; empty when every acknowledged record is there. What was noted must have
     * been read before the connection's first statement, since a running writer is ahead of its head file, never behind.
     */
    static String problem(Connection connection, Noted noted) throws SQLException {
        ChainHead last = hasRecords(connection) ? Rows.head(connection) : ChainHead.EMPTY;
        ChainHead head = noted.head();
        if (head == null) {
            return last.seq() == 0
                    ? ""
                    : "the file ledger.head beside the ledger " + noted.problem() + ": whether records behind #"
                            + last.seq() + " are missing can't be told";
        }
        if (head.seq() > last.seq()) {
            return missing(last.seq(), head.seq());
        }
        String chain = head.seq() == 0
                ? head.hash()
                : Rows.text(connection, "select chain from record where seq = ?", head.seq());
        return head.hash().equals(chain)
                ? ""
                : "record " + head.seq() + " is not the one that was acknowledged: ledger.head knows another hash";
    }

    /**
     * The same, when all records were read one after the other. A damaged page may hide records from that which a look-up of
     * the newest one still finds.
     *
     * @param walked the last record that was come to
     */
    static String problem(Connection connection, Noted noted, ChainHead walked) throws SQLException {
        ChainHead head = noted.head();
        return head != null && walked.seq() < head.seq()
                ? missing(walked.seq(), head.seq())
                : problem(connection, noted);
    }

    /** Refuses a ledger that lost its end, before anything is written to it. */
    static void check(LedgerFile file) throws LedgerException {
        String problem = problem(file);
        if (!problem.isEmpty()) {
            throw new LedgerException(
                    Reason.DAMAGED, "the ledger in " + file.folder() + " lost its end: " + problem + "; " + CURE, null);
        }
    }

    /** The same as {@link #problem(Connection, Noted)} over a connection of its own that changes nothing. */
    static String problem(LedgerFile file) throws LedgerException {
        Noted noted = HeadFile.read(file.folder());
        ChainHead head = noted.head();
        String allMissing = head == null || head.seq() == 0 ? "" : missing(0, head.seq());
        try {
            if (isEmpty(file)) {
                return allMissing;
            }
        } catch (LedgerException e) {
            throw unreadable(file, head, e);
        }
        OurSchema.check(file);
        try (Connection connection = file.forReading().connect()) {
            return problem(connection, noted);
        } catch (SQLException e) {
            throw unreadable(file, head, file.explain(e));
        } catch (LedgerException e) {
            throw unreadable(file, head, e);
        }
    }

    private static LedgerException unreadable(LedgerFile file, @Nullable ChainHead head, LedgerException e) {
        boolean ofTheFile = e.reason() == Reason.DAMAGED || e.reason() == Reason.FAILED;
        if (!ofTheFile || head == null || head.seq() == 0) {
            return e;
        }
        return new LedgerException(
                Reason.DAMAGED,
                "the ledger file in " + file.folder() + " is damaged and can't be read, ledger.head knows " + head.seq()
                        + " records (" + e.getMessage() + "); " + CURE,
                e);
    }

    /** Whether H2 would begin a new database here: what it began and did not end has no user yet. */
    static boolean isEmpty(LedgerFile file) throws LedgerException {
        try {
            return !file.exists()
                    || Files.size(LedgerFile.in(file.folder())) == 0
                    || file.definitions().stream().noneMatch(made -> made.getObjectType() == DbObject.USER);
        } catch (IOException e) {
            throw DataFolder.failure(file.folder(), e);
        }
    }

    private static boolean hasRecords(Connection connection) throws SQLException {
        return Rows.number(
                        connection,
                        "select count(*) from information_schema.tables where table_schema = 'PUBLIC'"
                                + " and table_name = 'RECORD'")
                > 0;
    }

    private static String missing(long last, long head) {
        return (head == last + 1 ? "record " + head + " is" : "records " + (last + 1) + " to " + head + " are")
                + " missing at the end, although ledger.head knows them";
    }
}
