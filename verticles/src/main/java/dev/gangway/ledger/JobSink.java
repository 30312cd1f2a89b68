package dev.gangway.ledger;

import dev.gangway.message.StoredJob;
import java.io.IOException;

/** Takes finished jobs one by one, oldest first. */
@FunctionalInterface
public interface JobSink {
    /** Takes the next one. */
    void accept(StoredJob job) throws IOException;
}
