package dev.gangway.station.cli.ledger;

import dev.gangway.ledger.JobFilter;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.place.Completions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that choose jobs of the ledger. */
final class LedgerFilters {
    @Option(names = "--from", paramLabel = "TIME", description = "ended at or after: 2026-11-21, 2026-11-21T06:00, …Z")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "ended before; a day is included as a whole")
    private @Nullable String to;

    @Option(
            names = "--recipe",
            paramLabel = "R",
            completionCandidates = Completions.Recipes.class,
            description = "of this recipe")
    private @Nullable String recipe;

    @Option(names = "--verdict", paramLabel = "V", description = "that ended so: ${COMPLETION-CANDIDATES}")
    private @Nullable Verdict verdict;

    @Option(names = "--serial", paramLabel = "S", description = "of this unit")
    private @Nullable String serial;

    /** The filter; ends the command when a value makes no sense. */
    JobFilter filter() {
        return new JobFilter(
                from == null ? null : moment(from, false),
                to == null ? null : moment(to, true),
                recipe,
                verdict,
                serial == null ? null : serial(serial));
    }

    static Serial serial(String text) {
        try {
            return new Serial(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** A moment; without zone it is this machine's. A day alone is its beginning, or its end. */
    static Instant moment(String text, boolean end) {
        try {
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                LocalDate day = LocalDate.parse(text);
                return (end ? day.plusDays(1) : day)
                        .atStartOfDay(ZoneId.systemDefault())
                        .toInstant();
            }
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException e) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "\"" + text + "\" is no time: write 2026-11-21, 2026-11-21T06:00 or 2026-11-21T05:00:00Z");
        }
    }
}
