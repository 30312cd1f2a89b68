package dev.gangway.ledger.h2;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/**
 * Brings the file to the newest version by numbered scripts. H2 commits each change of a table by itself, so a script
 * that fails half-way can't be rolled back: the file is backed up before.
 */
final class Schema {
    private static final List<String> SCRIPTS = List.of("001-records.sql", "002-pools.sql");

    private final LedgerFile file;
    private final List<String> scripts;

    Schema(LedgerFile file) {
        this(file, SCRIPTS);
    }

    Schema(LedgerFile file, List<String> scripts) {
        this.file = file;
        this.scripts = List.copyOf(scripts);
    }

    /** Runs the scripts that the file has not seen; refuses one that changed since, and a file of a newer Gangway. */
    void migrate(Connection connection) throws SQLException, LedgerException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists schema_version (version integer primary key,"
                    + " script character varying(100) not null, checksum character(64) not null)");
        }
        int version = check(connection);
        if (version == scripts.size()) {
            return;
        }
        if (version > 0) {
            backUp(connection, file.backup(version + 1));
        }
        for (int next = version + 1; next <= scripts.size(); next++) {
            run(connection, next);
        }
    }

    /** The file's version, after comparing what ran with what we would run. */
    int check(Connection connection) throws SQLException, LedgerException {
        int version = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select version, script, checksum from schema_version order by version")) {
            while (rows.next()) {
                if (rows.getInt(1) != version + 1) {
                    throw new LedgerException(
                            Reason.DAMAGED,
                            "the ledger in " + file.folder() + " was changed: its versions are not 1, 2, … ("
                                    + rows.getInt(1)
                                    + "); keep the file for the engineer, and put a backup in its place",
                            null);
                }
                version = rows.getInt(1);
                if (version > scripts.size()) {
                    throw new LedgerException(
                            Reason.NEWER,
                            "the ledger in " + file.folder() + " was written by a newer Gangway (version " + version
                                    + ", this one knows " + scripts.size() + "): use that one",
                            null);
                }
                String script = scripts.get(version - 1);
                if (!checksum(text(script)).equals(rows.getString(3))) {
                    throw new LedgerException(
                            Reason.DAMAGED,
                            "the ledger in " + file.folder() + " was made with another text of " + script
                                    + ": use the Gangway that made it",
                            null);
                }
            }
        }
        return version;
    }

    private void run(Connection connection, int version) throws SQLException {
        String script = scripts.get(version - 1);
        String text = text(script);
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into schema_version values (?, ?, ?)")) {
            insert.setInt(1, version);
            insert.setString(2, script);
            insert.setString(3, checksum(text));
            insert.executeUpdate();
        }
        connection.commit();
    }

    private static void backUp(Connection connection, Path target) throws SQLException {
        try (PreparedStatement backup = connection.prepareStatement("backup to ?")) {
            backup.setString(1, target.toString());
            backup.execute();
        }
    }

    private static String text(String script) {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(script), script)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(String text) {
        return Digest.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))).hex();
    }
}
