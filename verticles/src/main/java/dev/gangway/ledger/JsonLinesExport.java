package dev.gangway.ledger;

import dev.gangway.json.JobJson;
import dev.gangway.message.StoredJob;
import java.io.IOException;

/** Writes finished jobs as JSON Lines, one {@link JobJson} object a line. */
public final class JsonLinesExport implements JobSink {
    private final Appendable out;

    /** Writes there; the caller flushes and closes it. */
    public JsonLinesExport(Appendable out) {
        this.out = out;
    }

    @Override
    public void accept(StoredJob job) throws IOException {
        out.append(JobJson.text(JobJson.of(job))).append('\n');
    }
}
