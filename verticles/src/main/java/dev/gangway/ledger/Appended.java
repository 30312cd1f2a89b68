package dev.gangway.ledger;

import dev.gangway.message.LedgerReply;
import dev.gangway.message.StoredJob;
import org.jspecify.annotations.Nullable;

/**
 * What became of an append.
 *
 * @param reply whether it is on disk
 * @param finished the finished job, when this append closed one; null for other records and for repeats
 */
public record Appended(LedgerReply.Written reply, @Nullable StoredJob finished) {}
