package dev.gangway.unit;

import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import io.vertx.core.Future;

/** The ledger, as whoever draws values uses it. Any thread. */
public interface PoolLedger {
    /** Hands values out; the answer comes when that is on disk. */
    Future<LedgerReply.Written> hand(LedgerAppend.ValuesDrawn draw);

    /** What a unit has. */
    Future<LedgerReply.PoolUse> use(LedgerQuery.Pool query);
}
