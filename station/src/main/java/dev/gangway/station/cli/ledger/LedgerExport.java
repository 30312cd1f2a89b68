package dev.gangway.station.cli.ledger;

import dev.gangway.ledger.CsvExport;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.JsonLinesExport;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerView;
import dev.gangway.shell.ExitCode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ledger export}: finished jobs for other programs, the oldest first. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Finished jobs for other programs, oldest first.")
final class LedgerExport implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private LedgerCommand ledger;

    @Option(names = "--format", required = true, description = "one of ${COMPLETION-CANDIDATES}")
    private Format format = Format.jsonl;

    @Option(names = "--out", paramLabel = "FILE", description = "write there instead of to standard output")
    private @Nullable Path out;

    @Mixin
    private LedgerFilters filters = new LedgerFilters();

    /** Formats, as they are written on the command line. */
    enum Format {
        csv,
        jsonl
    }

    @Override
    public Integer call() {
        JobFilter filter = filters.filter();
        return ledger.read(reader -> {
            Path file = out;
            if (file == null) {
                // Standard output stays open: the program's end belongs to it too.
                Writer writer = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
                export(reader, filter, writer);
                writer.flush();
                return end(reader);
            }
            long count;
            try (Writer writer = Files.newBufferedWriter(file)) {
                count = export(reader, filter, writer);
            }
            System.err.println(count + " jobs written to " + file);
            return end(reader);
        });
    }

    /** What is there is written, so that it can be saved; whoever takes it for all is told by the exit code. */
    private static int end(LedgerView reader) throws LedgerException {
        return reader.missingAtEnd().isEmpty() ? ExitCode.OK : ExitCode.NOT_PASSED;
    }

    private long export(LedgerView reader, JobFilter filter, Appendable writer) throws LedgerException, IOException {
        if (format == Format.jsonl) {
            return reader.forEach(filter, new JsonLinesExport(writer));
        }
        CsvExport csv = new CsvExport(writer);
        csv.begin();
        return reader.forEach(filter, csv);
    }
}
