package dev.gangway.station.demo;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.model.Serial;
import dev.gangway.recipe.Recipe;
import dev.gangway.scan.ScanText;
import dev.gangway.scan.SerialReader;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Labels for the demo: serials that the recipe accepts and the ledger has not seen. One thread at a time. */
final class DemoSerials {
    private static final List<String> FORMS = List.of("CP-%05d", "NN-%05d", "SN%08d", "%012d");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Bus bus;
    private final String form;
    private long next = 1;

    DemoSerials(Bus bus, Recipe recipe) {
        this.bus = bus;
        this.form = FORMS.stream()
                .filter(candidate -> SerialReader.find(new ScanText(String.format(candidate, 1), ""), recipe)
                                .serial()
                        != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the demo can't make serials for the pattern "
                        + recipe.serial().pattern()));
    }

    /** A label that was never used, in this run or in an earlier one on the same data folder. */
    Future<Serial> fresh() {
        Serial serial = new Serial(String.format(form, next++));
        return bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.History(serial), TIMEOUT)
                .map(reply -> reply.as(LedgerReply.SerialHistory.class))
                .compose(history -> history.jobs().isEmpty() ? Future.succeededFuture(serial) : fresh());
    }
}
