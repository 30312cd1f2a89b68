package dev.gangway.export;

import dev.gangway.message.StoredJob;
import io.vertx.core.Future;
import java.util.List;

/**
 * Finished jobs that were not acknowledged yet: the ledger itself, and a cursor into it. A lost cursor only sends jobs
 * again. Any thread may call it; the futures complete on the ledger's own thread and fail when the file can't be read or
 * written.
 */
public interface Outbox {
    /** How it stands. */
    Future<OutboxStatus> status();

    /**
     * The jobs to send next, oldest first; empty when there is none. What a person asked to send again comes before new
     * ones.
     *
     * @param limit at most so many, at least 1
     */
    Future<Batch> next(int limit);

    /** These first jobs of the batch were acknowledged by the broker. */
    Future<Void> acknowledge(Batch batch, int count);

    /**
     * Asks to send finished jobs again, in the order of their numbers; consumers recognise them by their id.
     *
     * @param from the first record's number
     * @param to the last record's number
     * @return how many jobs that will be; those that were never sent yet are not counted, they go out anyway
     */
    Future<Long> resend(long from, long to);

    /**
     * Jobs to send.
     *
     * @param request which request to send again this belongs to; 0 for new jobs
     * @param jobs the jobs in the order to send them
     */
    record Batch(long request, List<StoredJob> jobs) {
        /** Copies the list. */
        public Batch {
            jobs = List.copyOf(jobs);
        }
    }
}
