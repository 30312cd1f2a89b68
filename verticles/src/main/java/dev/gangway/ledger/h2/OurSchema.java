package dev.gangway.ledger.h2;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.h2.engine.MetaRecord;
import org.h2.store.fs.FileUtils;

/**
 * Holds what H2 would run when it opens a ledger file against what Gangway's own scripts make. A view, an alias, a trigger,
 * a linked table or a setting that somebody put into the file would run as whoever opens it; so nothing of the file is run
 * before each of its statements is known. What is ours is asked of H2 itself, by running the scripts in memory; a newer H2
 * that words its statements differently has to be taught the wording of files that exist.
 */
final class OurSchema {
    /** What differs between two files that the same scripts made: random names, counters, statistics, a salted hash. */
    private static final List<Pattern> DIFFERENT = List.of(
            Pattern.compile("(?<=SYSTEM_SEQUENCE_)[0-9A-F_]{36}"),
            Pattern.compile(" RESTART WITH [0-9]+"),
            Pattern.compile("(?<= START WITH )[0-9]+"),
            Pattern.compile(" SELECTIVITY [0-9]+"),
            Pattern.compile("(?<= SALT ')[0-9a-f]+(?=' HASH ')"),
            Pattern.compile("(?<=' HASH ')[0-9a-f]+(?=' ADMIN$)"),
            Pattern.compile("(?<=^SET CREATE_BUILD )[0-9]+$"));

    private OurSchema() {}

    /** Refuses a file with anything that is not ours. */
    static void check(LedgerFile file) throws LedgerException {
        Set<String> ours = Made.OURS;
        for (MetaRecord made : file.definitions()) {
            if (!ours.contains(comparable(made))) {
                throw new LedgerException(
                        Reason.DAMAGED,
                        "the ledger file in " + file.folder()
                                + " contains what Gangway did not put there, and nothing of"
                                + " it was run: " + firstLine(made.getSQL())
                                + "; keep the file for the engineer, ask who had access to it, and put a backup in its"
                                + " place",
                        null);
            }
        }
    }

    private static String comparable(MetaRecord made) {
        String text = made.getObjectType() + " " + made.getSQL();
        for (Pattern different : DIFFERENT) {
            text = different.matcher(text).replaceAll("");
        }
        return text;
    }

    private static String firstLine(String sql) {
        String line = sql.lines().findFirst().orElse("");
        return line.length() > 120 ? line.substring(0, 120) + "…" : line;
    }

    /** Made once, when it is first asked for. */
    private static final class Made {
        static final Set<String> OURS = make();

        private static Set<String> make() {
            LedgerFile file = new LedgerFile(Path.of("gangway-" + UUID.randomUUID()), "memFS", false);
            try {
                try (Connection connection = file.connect()) {
                    connection.setAutoCommit(false);
                    new Schema(file).migrate(connection);
                }
                Set<String> ours = new HashSet<>();
                file.definitions().forEach(made -> ours.add(comparable(made)));
                return Set.copyOf(ours);
            } catch (SQLException | LedgerException e) {
                throw new IllegalStateException("the ledger's own scripts do not run in memory", e);
            } finally {
                FileUtils.delete(file.name());
            }
        }
    }
}
