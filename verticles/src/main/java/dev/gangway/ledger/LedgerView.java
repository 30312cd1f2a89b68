package dev.gangway.ledger;

import dev.gangway.message.StoredJob;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record as people read it, blocking: in this process, or asked of the station that holds it. One thread at a time. Every
 * method throws {@link LedgerException} when the file can't be read.
 */
public interface LedgerView extends AutoCloseable {
    /** The newest 1,000 finished jobs of a serial, oldest first. */
    List<StoredJob> jobsOf(Serial serial) throws LedgerException;

    /** The finished job of this name; empty when there is none. */
    Optional<StoredJob> job(JobId job) throws LedgerException;

    /** Hands over all finished jobs that fit, oldest first, and returns how many there were. */
    long forEach(JobFilter filter, JobSink sink) throws LedgerException, IOException;

    /** How many values of each pool were handed out, by the pool's name. */
    List<PoolCount> pools() throws LedgerException;

    /** Hands over all values of a pool that were handed out, by their place, and returns how many there were. */
    long forEachDraw(String pool, DrawSink sink) throws LedgerException, IOException;

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
