package dev.gangway.ledger;

import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import io.vertx.core.Future;

/**
 * The station's ledger while it is open. Any thread may call it; nothing here blocks, except {@link #close}. The futures
 * complete on the ledger's own threads.
 */
public interface Ledger extends AutoCloseable {
    /**
     * Appends a record. The future completes with {@link LedgerReply.Recorded} only when the record is on disk, and with
     * {@link LedgerReply.NotRecorded} when it is refused or can't be written; it does not fail. An append that is
     * repeated for the same job, kind and attempt is acknowledged with the first one's number.
     */
    Future<Appended> append(LedgerAppend append);

    /** Answers a question from what is recorded so far. The future fails when the ledger can't be read. */
    Future<LedgerReply> query(LedgerQuery query);

    /** The newest record: keep it elsewhere, and the chain proves what stood before it. */
    ChainHead head();

    /** Writes what waits, then gives the folder free. Later appends are answered as not recorded. */
    @Override
    void close();
}
