package dev.gangway.message;

import dev.gangway.model.Serial;

/** Questions to the ledger. */
public sealed interface LedgerQuery extends Message {
    /** Whether this serial has a PASSED job; answered by {@link LedgerReply.SerialHistory}. */
    record History(Serial serial) implements LedgerQuery {}

    /**
     * The newest finished jobs, newest first; answered by {@link LedgerReply.Jobs}.
     *
     * @param limit at most 1,000
     */
    record Recent(int limit) implements LedgerQuery {}

    /** Counts since the local midnight of the station; answered by {@link LedgerReply.Today}. */
    record Today() implements LedgerQuery {}
}
