package dev.gangway.ledger.h2;

import dev.gangway.ledger.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is opened when it is needed and thrown away after a failure, so that the next call starts anew. One
 * thread at a time.
 */
final class Session implements AutoCloseable {
    private final LedgerFile file;
    private @Nullable Connection connection;

    Session(LedgerFile file) {
        this.file = file;
    }

    /** Work over a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException, LedgerException;
    }

    /** Runs the work, and once more on a new connection when the old one was lost with the writer's. */
    <T> T run(Work<T> work) throws LedgerException {
        if (connection != null) {
            try {
                return work.run(connection);
            } catch (SQLException lost) {
                close();
            }
        }
        try {
            return work.run(open());
        } catch (SQLException e) {
            close();
            throw file.explain(e);
        }
    }

    private Connection open() throws LedgerException {
        Connection current = connection;
        if (current == null) {
            current = file.connect();
            connection = current;
        }
        return current;
    }

    @Override
    public void close() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                // It only read.
            }
        }
    }
}
