package dev.gangway.ledger;

import dev.gangway.json.JobJson;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StoredJob;
import dev.gangway.model.BoardId;
import dev.gangway.model.Failure;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes finished jobs as CSV (RFC 4180, UTF-8, CRLF, a header line), one line a job.
 *
 * <p>A text that a spreadsheet would take for a formula (it begins with {@code = + - @}, a tab or a line end) gets an
 * apostrophe in front, since serials and board ids come from outside. A lone {@code -} is left as it is. A semicolon or a
 * tab is quoted as a comma is: a spreadsheet that splits there would find a formula behind it.
 */
public final class CsvExport implements JobSink {
    private static final List<String> HEADER = List.of(
            "ledgerSeq",
            "job",
            "serial",
            "recipe",
            "recipeVersion",
            "recipeDigest",
            "verdict",
            "failure",
            "message",
            "attempts",
            "bytes",
            "seconds",
            "startedAt",
            "endedAt",
            "station",
            "port",
            "slot",
            "boardId",
            "chip",
            "operator",
            "rework",
            "verified",
            "images",
            "chain",
            "previous");

    private final Appendable out;
    private boolean begun;

    /** Writes there; the caller flushes and closes it. */
    public CsvExport(Appendable out) {
        this.out = out;
    }

    /** Writes the header line, when nothing was written yet: an export without jobs has one too. */
    public void begin() throws IOException {
        if (!begun) {
            begun = true;
            line(HEADER);
        }
    }

    @Override
    public void accept(StoredJob job) throws IOException {
        begin();
        JobSummary summary = job.summary();
        Failure failure = summary.failure();
        BoardId boardId = summary.boardId();
        String chip = summary.chip();
        line(List.of(
                Long.toString(job.seq()),
                summary.job().value(),
                safe(summary.serial().value()),
                safe(summary.recipe()),
                Integer.toString(summary.recipeVersion()),
                summary.recipeDigest().hex(),
                summary.verdict().name(),
                failure == null ? "" : failure.kind().code(),
                failure == null ? "" : safe(failure.message()),
                Integer.toString(summary.attempts().size()),
                Long.toString(summary.bytes()),
                String.format(Locale.ROOT, "%.3f", summary.seconds()),
                JobJson.time(summary.startedAt()),
                JobJson.time(summary.endedAt()),
                safe(summary.station()),
                safe(summary.port().text()),
                safe(summary.slot().label()),
                boardId == null ? "" : safe(boardId.value()),
                chip == null ? "" : safe(chip),
                safe(summary.operator()),
                Boolean.toString(summary.rework()),
                safe(summary.verified()),
                safe(summary.images().stream().map(CsvExport::image).collect(Collectors.joining(" "))),
                job.chain(),
                job.previous()));
    }

    private static String image(ImageUsed image) {
        return image.name() + "=" + image.sha256().hex();
    }

    private static String safe(String text) {
        if (text.isEmpty() || text.equals("-") || "=+-@\t\r\n".indexOf(text.charAt(0)) < 0) {
            return text;
        }
        return "'" + text;
    }

    private void line(List<String> cells) throws IOException {
        String separator = "";
        for (String cell : cells) {
            out.append(separator);
            separator = ",";
            boolean quote = cell.chars().anyMatch(c -> ",;\t\"\r\n".indexOf(c) >= 0);
            out.append(quote ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell);
        }
        out.append("\r\n");
    }
}
