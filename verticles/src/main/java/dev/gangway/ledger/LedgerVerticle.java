package dev.gangway.ledger;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.bus.OnContext;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.RecordStored;
import dev.gangway.message.StationTrouble;
import dev.gangway.message.StoredJob;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger on the bus: answers {@link Addresses#LEDGER_APPEND} and {@link Addresses#LEDGER_QUERY}, and publishes
 * {@link Addresses#LEDGER_STORED} after each finished job is on disk. Runs on its event loop and never blocks it. Whoever
 * opened the ledger closes it, after this verticle is gone.
 */
public final class LedgerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerVerticle.class);
    private static final String LEDGER = "ledger";

    private final Ledger ledger;
    private boolean noteLost;

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

    private Future<LedgerReply.Written> append(Bus bus, LedgerAppend append) {
        return here(ledger.append(append)).map(appended -> {
            StoredJob finished = appended.finished();
            if (finished != null) {
                bus.publish(Addresses.LEDGER_STORED, new RecordStored(finished));
            }
            if (append instanceof LedgerAppend.Note note) {
                noted(bus, note, appended.reply());
            }
            return appended.reply();
        });
    }

    /** Who sent a note may not wait for the answer, so a note that is lost is told here, until one is recorded again. */
    private void noted(Bus bus, LedgerAppend.Note note, LedgerReply.Written reply) {
        if (reply.refusal().isPresent()) {
            LedgerReply.NotRecorded lost = reply.refusal().get();
            noteLost = true;
            LOG.atError()
                    .addKeyValue("note", note.kind())
                    .addKeyValue("operator", note.operator())
                    .addKeyValue("port", note.facts().getOrDefault("port", "-"))
                    .addKeyValue("cause", lost.message())
                    .log("a note was not recorded");
            bus.publish(
                    Addresses.TROUBLES,
                    new StationTrouble(
                            LEDGER,
                            "Not on record: " + note.kind() + " by " + note.operator() + ". Write it down and call the"
                                    + " engineer: " + lost.message()));
        } else if (noteLost) {
            noteLost = false;
            bus.publish(Addresses.TROUBLES, new StationTrouble(LEDGER, ""));
        }
    }

    /** The ledger's futures complete on its threads; what follows belongs on this verticle's event loop. */
    private <T> Future<T> here(Future<T> elsewhere) {
        return OnContext.of(context, elsewhere);
    }
}
