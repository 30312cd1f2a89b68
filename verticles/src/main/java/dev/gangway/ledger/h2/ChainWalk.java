package dev.gangway.ledger.h2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.json.JobJson;
import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Checks records against the chain, in pages, from a known head on. */
final class ChainWalk {
    private static final int PAGE = 500;

    /** A body's times are cut to milliseconds, the time in seconds was reckoned before that. */
    private static final double MOST_ROUNDED = 0.002;

    private final Connection connection;
    private final @Nullable String expected;
    private ChainHead head;
    private long records;
    private long closed;
    private OptionalLong expectedAt = OptionalLong.empty();

    private ChainWalk(Connection connection, ChainHead from, @Nullable String expected) {
        this.connection = connection;
        this.head = from;
        this.expected = expected;
    }

    /** The whole chain, and that nothing stands beside it which does not follow from it. */
    static VerifyReport whole(Connection connection, @Nullable String expected) {
        ChainWalk walk = new ChainWalk(connection, ChainHead.EMPTY, expected);
        String problem = walk.walk();
        if (problem.isEmpty()) {
            problem = walk.extractedOnly();
        }
        if (problem.isEmpty()) {
            problem = walk.beside(0);
        }
        return new VerifyReport(walk.records, walk.head, problem, walk.expectedAt);
    }

    /** The newest records only: what a crash could have touched. */
    static VerifyReport tail(Connection connection, int count) throws SQLException {
        long from = Math.max(0, Rows.head(connection).seq() - count);
        String hash = from == 0
                ? ChainHead.EMPTY.hash()
                : Objects.requireNonNullElse(
                        Rows.text(connection, "select chain from record where seq = ?", from), "missing");
        ChainWalk walk = new ChainWalk(connection, new ChainHead(from, hash), null);
        String problem = walk.walk();
        if (problem.isEmpty()) {
            problem = walk.beside(from);
        }
        return new VerifyReport(walk.records, walk.head, problem, OptionalLong.empty());
    }

    private String beside(long from) {
        try {
            return BesideChain.problem(connection, from);
        } catch (SQLException e) {
            return "what stands beside the chain can't be read: " + e.getMessage();
        }
    }

    private String walk() {
        try {
            while (true) {
                long before = records;
                String problem = page();
                if (!problem.isEmpty()) {
                    return problem;
                }
                if (records == before) {
                    return "";
                }
            }
        } catch (SQLException e) {
            return "the file can't be read after record " + head.seq() + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    private String page() throws SQLException {
        String sql = "select r.seq, r.kind, r.job, r.attempt, r.serial, r.at, r.body, r.previous, r.chain, c.job,"
                + " c.serial, c.recipe, c.verdict, c.ended_at, c.seconds, c.first_try, exists (select 1 from closed_job e"
                + " where e.serial = c.serial and e.recipe = c.recipe and e.seq < c.seq and e.verdict in ('PASSED',"
                + " 'FAILED')) from record r left join closed_job c on c.seq = r.seq"
                + " where r.seq > ? order by r.seq limit " + PAGE;
        try (PreparedStatement statement = Rows.prepare(connection, sql, head.seq());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String problem = record(row);
                if (!problem.isEmpty()) {
                    return problem;
                }
            }
        }
        return "";
    }

    private String record(ResultSet row) throws SQLException {
        long seq = row.getLong(1);
        String body = row.getString(7);
        String chain = row.getString(9);
        if (seq != head.seq() + 1) {
            return "record " + (head.seq() + 1) + " is missing; the next one is " + seq;
        }
        if (!head.hash().equals(row.getString(8))) {
            return "record " + seq + " does not follow the one before it: its previous hash is another";
        }
        if (!ChainHash.of(head.hash(), seq, body).equals(chain)) {
            return "record " + seq + " was changed: its hash is not that of its content";
        }
        String column = firstDifference(row, body);
        if (!column.isEmpty()) {
            return "record " + seq + " was changed: column " + column + " is not what its content says";
        }
        head = new ChainHead(seq, chain);
        records++;
        if (chain.equals(expected)) {
            expectedAt = OptionalLong.of(seq);
        }
        return "";
    }

    /** Whether a value was handed out by this record that the table of them would hand out again. */
    private boolean isUndrawn(JsonNode json) throws SQLException {
        for (JsonNode value : json.path("values")) {
            boolean missing = PoolTable.missing(
                            connection,
                            json.path("serial").asText(),
                            value.path("pool").asText(),
                            value.path("place").asLong(),
                            value.path("value").asText())
                    .isPresent();
            if (missing) {
                return true;
            }
        }
        return false;
    }

    private String firstDifference(ResultSet row, String body) throws SQLException {
        try {
            JsonNode json = JobJson.parse(body);
            String kind = row.getString(2);
            if (!json.path("kind").asText().equals(kind)) {
                return "kind";
            }
            if (differs(json, "job", row.getString(3))) {
                return "job";
            }
            int attempt = kind.equals(RecordBody.ATTEMPT) ? json.path("attempt").asInt() : 0;
            if (attempt != row.getInt(4)) {
                return "attempt";
            }
            if (differs(json, "serial", row.getString(5))) {
                return "serial";
            }
            if (differs(json, "at", row.getString(6))) {
                return "at";
            }
            if (kind.equals(RecordBody.DRAWN) && isUndrawn(json)) {
                return "pool_draw";
            }
            return kind.equals(RecordBody.CLOSED) ? extracted(row, JobJson.summary(json)) : "";
        } catch (IllegalArgumentException | DateTimeException e) {
            return "body (" + e.getMessage() + ")";
        }
    }

    private String extracted(ResultSet row, JobSummary summary) throws SQLException {
        closed++;
        boolean same = summary.job().value().equals(row.getString(10))
                && summary.serial().value().equals(row.getString(11))
                && summary.recipe().equals(row.getString(12))
                && summary.verdict().name().equals(row.getString(13))
                && summary.endedAt().toEpochMilli() == row.getLong(14)
                && Math.abs(summary.seconds() - row.getDouble(15)) < MOST_ROUNDED
                && (hasResult(summary) && !row.getBoolean(17)) == row.getBoolean(16);
        return same ? "" : "closed_job";
    }

    private static boolean hasResult(JobSummary summary) {
        return summary.verdict() == Verdict.PASSED || summary.verdict() == Verdict.FAILED;
    }

    private String extractedOnly() {
        try {
            long rows = Rows.number(connection, "select count(*) from closed_job where seq <= ?", head.seq());
            return rows == closed
                    ? ""
                    : "the table of finished jobs has " + rows + " rows, the chain has " + closed + " finished jobs";
        } catch (SQLException e) {
            return "the table of finished jobs can't be read: " + e.getMessage();
        }
    }

    private static boolean differs(JsonNode json, String name, @Nullable String column) {
        String value = json.path(name).isTextual() ? json.path(name).textValue() : null;
        return !Objects.equals(value, column);
    }
}
