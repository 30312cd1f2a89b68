package dev.gangway.ledger;

import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Serial;
import java.time.Instant;
import java.util.List;

/**
 * Reads the ledger, blocking, in pages, so that memory stays bounded however long it is. One thread at a time. Every
 * method throws {@link LedgerException} when the file can't be read.
 */
public interface LedgerReader extends LedgerView {
    /** What is known of a serial: its newest 1,000 finished jobs, oldest first. */
    LedgerReply.SerialHistory history(Serial serial) throws LedgerException;

    @Override
    default List<StoredJob> jobsOf(Serial serial) throws LedgerException {
        return history(serial).jobs();
    }

    /** The newest finished jobs, newest first; at most 1,000. */
    List<StoredJob> recent(int limit) throws LedgerException;

    /** Counts of the jobs that ended at this moment or later. */
    LedgerReply.Today since(Instant from) throws LedgerException;

    /** What a unit has of a pool. */
    LedgerReply.PoolUse pool(LedgerQuery.Pool query) throws LedgerException;

    /** The newest record. */
    ChainHead head() throws LedgerException;
}
