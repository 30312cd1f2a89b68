package dev.gangway.ledger.h2;

import dev.gangway.ledger.Appended;
import dev.gangway.ledger.DrawnValue;
import dev.gangway.ledger.PoolCount;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PoolDraw;
import dev.gangway.message.UnitGot;
import dev.gangway.message.UnitGot.Fate;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was drawn from pools: the tables beside the chain. A value is looked up before it is given, and should another connection
 * have given it meanwhile, the tables' keys refuse it. One thread.
 */
final class PoolTable {
    private static final String DRAWN = "select pool, place, shown, fate, serial from pool_draw ";

    private final Connection connection;

    PoolTable(Connection connection) {
        this.connection = connection;
    }

    /** Puts a record into the running transaction. */
    @FunctionalInterface
    interface Chain {
        Appended add(RecordBody body, @Nullable JobSummary closed) throws SQLException;
    }

    /** Gives all of these values to the unit, with the record of it, or says why not and gives none. */
    Appended draw(LedgerAppend.ValuesDrawn drawn, Chain chain) throws SQLException {
        String refusal = refusal(drawn);
        if (!refusal.isEmpty()) {
            return Appender.refused("taken", refusal);
        }
        Appended added = chain.add(RecordBody.of(drawn), null);
        if (added.reply() instanceof LedgerReply.Recorded recorded) {
            for (PoolDraw draw : drawn.draws()) {
                give(drawn, draw, recorded.seq());
            }
        }
        return added;
    }

    private String refusal(LedgerAppend.ValuesDrawn drawn) throws SQLException {
        JobId job = drawn.job();
        String serial = drawn.serial().value();
        if (job != null && Rows.text(connection, "select job from open_job where job = ?", job.value()) == null) {
            return "the job " + job.value() + " is not open: start it again";
        }
        for (PoolDraw draw : drawn.draws()) {
            for (DrawnValue there : drawn(connection, "where pool = ? and place = ?", draw.pool(), draw.place())) {
                Fate fate = there.got().fate();
                if (!there.serial().equals(drawn.serial()) || fate == Fate.BURNT) {
                    return draw.shown() + " of the pool " + draw.pool() + " was handed out to " + there.serial() + " ("
                            + fate.code() + ")";
                }
            }
            String other = Rows.text(
                    connection,
                    "select shown from pool_draw where serial = ? and pool = ? and place <> ? and fate <> 'burnt' limit 1",
                    serial,
                    draw.pool(),
                    draw.place());
            if (other != null) {
                return serial + " has " + other + " of the pool " + draw.pool() + " already";
            }
            for (String key : draw.keys()) {
                String taken = Rows.text(
                        connection,
                        "select d.pool || ' to ' || d.serial from pool_value v join pool_draw d on d.pool = v.pool and"
                                + " d.place = v.place where v.taken = ? and not (v.pool = ? and v.place = ?)",
                        key,
                        draw.pool(),
                        draw.place());
                if (taken != null) {
                    return draw.shown() + " of the pool " + draw.pool() + " was handed out before, of the pool " + taken
                            + ": two pools have the same values, or lines were moved; take what was handed out away from the"
                            + " pool (gangway pool check)";
                }
            }
        }
        return "";
    }

    private void give(LedgerAppend.ValuesDrawn drawn, PoolDraw draw, long seq) throws SQLException {
        JobId job = drawn.job();
        String name = job == null ? null : job.value();
        String fate = (job == null ? Fate.USED : Fate.DRAWN).code();
        int known = Rows.update(
                connection,
                "update pool_draw set job = ?, burn = ?, fate = ?, seq = ? where pool = ? and place = ?",
                name,
                draw.burn(),
                fate,
                seq,
                draw.pool(),
                draw.place());
        if (known > 0) {
            return;
        }
        Rows.update(
                connection,
                "insert into pool_draw values (?, ?, ?, ?, ?, ?, ?, ?)",
                draw.pool(),
                draw.place(),
                drawn.serial().value(),
                name,
                draw.shown(),
                draw.burn(),
                fate,
                seq);
        for (String key : draw.keys()) {
            Rows.update(connection, "insert into pool_value values (?, ?, ?)", key, draw.pool(), draw.place());
        }
    }

    /** What becomes of what was drawn for a job that ends so. */
    List<UnitGot> fates(JobSummary closed) throws SQLException {
        List<UnitGot> values = new ArrayList<>();
        String sql =
                "select pool, place, shown, burn from pool_draw where job = ? and fate = 'drawn' order by pool, place";
        try (PreparedStatement statement =
                        Rows.prepare(connection, sql, closed.job().value());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Fate fate = closed.verdict() == Verdict.PASSED ? Fate.USED : row.getBoolean(4) ? Fate.BURNT : Fate.KEPT;
                values.add(new UnitGot(row.getString(1), row.getLong(2), row.getString(3), fate));
            }
        }
        return values;
    }

    /** Puts down what became of what was drawn for a job. */
    void settle(JobSummary closed) throws SQLException {
        for (UnitGot value : closed.values()) {
            Rows.update(
                    connection,
                    "update pool_draw set fate = ? where pool = ? and place = ? and job = ?",
                    value.fate().code(),
                    value.pool(),
                    value.place(),
                    closed.job().value());
        }
    }

    /** What a unit has of a pool, and how far it is drawn. */
    static LedgerReply.PoolUse use(Connection connection, LedgerQuery.Pool query) throws SQLException {
        Serial serial = query.serial();
        List<DrawnValue> own = serial == null
                ? List.of()
                : drawn(
                        connection,
                        "where serial = ? and pool = ? and fate <> 'burnt' order by place desc limit 1",
                        serial.value(),
                        query.pool());
        List<DrawnValue> last = drawn(
                connection,
                "where pool = ? and place between ? and ? order by place desc limit 1",
                query.pool(),
                query.first(),
                query.last());
        return new LedgerReply.PoolUse(
                own.stream().map(DrawnValue::got).findFirst(),
                last.stream().mapToLong(drawn -> drawn.got().place()).findFirst(),
                last.stream().map(drawn -> drawn.got().shown()).findFirst().orElse(""));
    }

    /** Whether the file has the table; one that no newer Gangway opened has none. */
    static boolean isIn(Connection connection) throws SQLException {
        return Rows.number(
                        connection,
                        "select count(*) from information_schema.tables where table_name = 'POOL_DRAW' and table_schema ="
                                + " 'PUBLIC'")
                > 0;
    }

    /** How many values of each pool were drawn, by what became of them. */
    static List<PoolCount> counts(Connection connection) throws SQLException {
        String sql = "select pool, count(*) filter (where fate = 'used'), count(*) filter (where fate = 'kept'),"
                + " count(*) filter (where fate = 'burnt'), count(*) filter (where fate = 'drawn'), max(place) from"
                + " pool_draw group by pool order by pool";
        List<PoolCount> counts = new ArrayList<>();
        if (!isIn(connection)) {
            return counts;
        }
        try (PreparedStatement statement = Rows.prepare(connection, sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                counts.add(new PoolCount(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6)));
            }
        }
        return counts;
    }

    /** So many values of a pool that were handed out, those behind this place. */
    static List<DrawnValue> page(Connection connection, String pool, long after, int limit) throws SQLException {
        return isIn(connection)
                ? drawn(connection, "where pool = ? and place > ? order by place limit " + limit, pool, after)
                : List.of();
    }

    /** The first thing in a record of a draw that the tables do not have; empty when they have all of it. */
    static Optional<String> missing(Connection connection, String serial, String pool, long place, String shown)
            throws SQLException {
        String holder = Rows.text(
                connection,
                "select serial from pool_draw where pool = ? and place = ? and shown = ?",
                pool,
                place,
                shown);
        return serial.equals(holder) ? Optional.empty() : Optional.of(pool + " at " + place);
    }

    private static List<DrawnValue> drawn(Connection connection, String which, Object... parameters)
            throws SQLException {
        List<DrawnValue> drawn = new ArrayList<>();
        try (PreparedStatement statement = Rows.prepare(connection, DRAWN + which, parameters);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                drawn.add(new DrawnValue(
                        new Serial(row.getString(5)),
                        new UnitGot(
                                row.getString(1), row.getLong(2), row.getString(3), Fate.ofCode(row.getString(4)))));
            }
        }
        return drawn;
    }
}
