package dev.gangway.station.demo;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import io.vertx.core.Future;
import java.time.Duration;

/** Labels for the demo whose serials the ledger has not seen. One thread at a time. */
final class DemoSerials {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Bus bus;
    private final SerialLabels labels;

    DemoSerials(Bus bus, SerialLabels labels) {
        this.bus = bus;
        this.labels = labels;
    }

    /** A label that was never used, in this run or in an earlier one on the same data folder; fails when there is none. */
    Future<SerialLabels.Label> fresh() {
        return labels.next()
                .map(label -> bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.History(label.serial()), TIMEOUT)
                        .map(reply -> reply.as(LedgerReply.SerialHistory.class))
                        .compose(history -> history.jobs().isEmpty() ? Future.succeededFuture(label) : fresh()))
                .orElseGet(() -> Future.failedFuture(labels.shortage()));
    }
}
