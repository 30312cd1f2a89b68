package dev.gangway.ledger.h2;

import dev.gangway.ledger.Appended;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Blocking calls for tests. */
final class LedgerCalls {
    private LedgerCalls() {}

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Appended append(H2Ledger ledger, LedgerAppend append) {
        return await(ledger.append(append));
    }

    /** The record's number; an assertion error when it was refused. */
    static long record(H2Ledger ledger, LedgerAppend append) {
        LedgerReply reply = append(ledger, append).reply();
        if (reply instanceof LedgerReply.Recorded recorded) {
            return recorded.seq();
        }
        throw new AssertionError(reply.toString());
    }

    /** The reason why it was refused. */
    static String refusal(H2Ledger ledger, LedgerAppend append) {
        LedgerReply reply = append(ledger, append).reply();
        if (reply instanceof LedgerReply.NotRecorded refused) {
            return refused.reason();
        }
        throw new AssertionError(reply.toString());
    }

    static <R extends LedgerReply> R ask(H2Ledger ledger, LedgerQuery query, Class<R> type) {
        return type.cast(await(ledger.query(query)));
    }
}
