package dev.gangway.ledger;

import dev.gangway.message.LedgerReply;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Serial;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger, blocking, in pages, so that memory stays bounded however long it is. One thread at a time. Every
 * method throws {@link LedgerException} when the file can't be read.
 */
public interface LedgerReader extends AutoCloseable {
    /** What is known of a serial: its newest 1,000 finished jobs, oldest first. */
    LedgerReply.SerialHistory history(Serial serial) throws LedgerException;

    /** The newest finished jobs, newest first; at most 1,000. */
    List<StoredJob> recent(int limit) throws LedgerException;

    /** Hands over all finished jobs that fit, oldest first, and returns how many there were. */
    long forEach(JobFilter filter, JobSink sink) throws LedgerException, IOException;

    /** Counts of the jobs that ended at this moment or later. */
    LedgerReply.Today since(Instant from) throws LedgerException;

    /** The newest record. */
    ChainHead head() throws LedgerException;

    /**
     * Which acknowledged records are missing at the end, by the head file beside the ledger, one sentence; empty when none
     * is.
     */
    String missingAtEnd() throws LedgerException;

    /**
     * Walks the whole chain: numbers without gaps, every hash, every extracted column against its record, open jobs
     * and the outbox against the chain, the versions, and the end against the head file beside the ledger.
     *
     * @param expected a hash that was noted elsewhere earlier and must occur in the chain, or null
     */
    VerifyReport verify(@Nullable String expected) throws LedgerException;

    @Override
    void close();
}
