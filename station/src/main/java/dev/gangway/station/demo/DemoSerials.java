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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Labels for the demo: serials that the recipe accepts and the ledger has not seen. One thread at a time. */
final class DemoSerials {
    private static final List<String> FORMS = List.of("CP-%05d", "NN-%05d", "SN%08d", "%012d");

    /** What a pattern begins with that stands for itself. */
    private static final Pattern BEGINNING = Pattern.compile("^[A-Z]*-?");

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Bus bus;
    private final String form;
    private long next = 1;

    DemoSerials(Bus bus, Recipe recipe) {
        this.bus = bus;
        Matcher beginning = BEGINNING.matcher(recipe.serial().pattern());
        String own = (beginning.find() ? beginning.group() : "") + "%05d";
        this.form = Stream.concat(FORMS.stream(), Stream.of(own))
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
