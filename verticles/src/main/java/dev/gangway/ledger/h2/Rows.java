package dev.gangway.ledger.h2;

import dev.gangway.ledger.ChainHead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small statements with parameters. */
final class Rows {
    private Rows() {}

    /** The first column of the first row, or null. */
    static @Nullable String text(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        List<String> texts = texts(connection, sql, parameters);
        return texts.isEmpty() ? null : texts.get(0);
    }

    /** The first column of all rows. */
    static List<String> texts(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    /** The number in the first column of the first row, 0 when there is none. */
    static long number(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Changes rows and returns how many. */
    static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** A statement with its parameters set. */
    static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** The newest record. */
    static ChainHead head(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("select seq, chain from record order by seq desc limit 1");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? new ChainHead(row.getLong(1), row.getString(2)) : ChainHead.EMPTY;
        }
    }
}
