package dev.gangway.ledger;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.bus.OnContext;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.RecordStored;
import dev.gangway.message.StoredJob;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * The ledger on the bus: answers {@link Addresses#LEDGER_APPEND} and {@link Addresses#LEDGER_QUERY}, and publishes
 * {@link Addresses#LEDGER_STORED} after each finished job is on disk. Runs on its event loop and never blocks it. Whoever
 * opened the ledger closes it, after this verticle is gone.
 */
public final class LedgerVerticle extends VerticleBase {
    private final Ledger ledger;

    /** Serves this open ledger. */
    public LedgerVerticle(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Future<?> start() {
        Bus bus = new Bus(vertx);
        bus.answer(Addresses.LEDGER_APPEND, append -> append(bus, append));
        bus.answer(Addresses.LEDGER_QUERY, query -> here(ledger.query(query)));
        return Future.succeededFuture();
    }

    private Future<LedgerReply> append(Bus bus, LedgerAppend append) {
        return here(ledger.append(append)).map(appended -> {
            StoredJob finished = appended.finished();
            if (finished != null) {
                bus.publish(Addresses.LEDGER_STORED, new RecordStored(finished));
            }
            return appended.reply();
        });
    }

    /** The ledger's futures complete on its threads; what follows belongs on this verticle's event loop. */
    private <T> Future<T> here(Future<T> elsewhere) {
        return OnContext.of(context, elsewhere);
    }
}
