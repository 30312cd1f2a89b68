package dev.gangway.ledger.h2;

import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.LedgerAppend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;

/** Goes on, on record, with a ledger whose end is missing. */
final class Restore {
    private static final String NOTE = "ledger-restored";

    private Restore() {}

    /** Says what was missing. Whoever calls this holds the data folder. */
    static String accept(LedgerFile file, Instant at, String operator) throws LedgerException {
        if (!file.exists()) {
            throw new LedgerException(
                    Reason.MISSING,
                    "there is no ledger in " + file.folder() + ": put a backup of ledger.mv.db there first, or begin a"
                            + " new one in another folder (--data)",
                    null);
        }
        String missing = LedgerEnd.problem(file);
        if (missing.isEmpty()) {
            throw new LedgerException(
                    Reason.FAILED, "no record is missing from the ledger in " + file.folder() + ": start it", null);
        }
        ChainHead known = HeadFile.read(file.folder()).head();
        requireSound(file);
        try (Connection connection = file.connect()) {
            try (Appender appender = new Appender(connection)) {
                ChainHead last = appender.head();
                appender.stage(new LedgerAppend.Note(
                        NOTE,
                        operator,
                        at,
                        Map.of(
                                "missing",
                                missing,
                                "lastRecord",
                                Long.toString(last.seq()),
                                "lostHead",
                                known == null ? "unknown" : known.seq() + " " + known.hash())));
                appender.commit();
                new HeadFile(file.folder()).write(appender.head());
            }
            return missing;
        } catch (SQLException e) {
            throw file.explain(e);
        }
    }

    /** Looks without writing: a file that is no ledger any more stays as it is for whoever tries to save it. */
    private static void requireSound(LedgerFile file) throws LedgerException {
        String problem = "it has no record";
        try {
            if (!LedgerEnd.isEmpty(file)) {
                problem = chainProblem(file);
            }
        } catch (SQLException | LedgerException e) {
            problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
        if (!problem.isEmpty()) {
            throw new LedgerException(
                    Reason.DAMAGED,
                    "the ledger in " + file.folder() + " can't be gone on with (" + problem
                            + "): put a backup of ledger.mv.db in its place first",
                    null);
        }
    }

    private static String chainProblem(LedgerFile file) throws SQLException, LedgerException {
        try (Connection connection = file.forReading().connect()) {
            VerifyReport report = ChainWalk.whole(connection, null);
            return report.sound() && report.records() == 0 ? "it has no record" : report.problem();
        }
    }
}
