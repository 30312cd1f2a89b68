package dev.gangway.station.demo;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import io.vertx.core.Future;
import java.time.Duration;
<<<<<<< HEAD
=======
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
>>>>>>> dfu

/** Labels for the demo whose serials the ledger has not seen. One thread at a time. */
final class DemoSerials {
<<<<<<< HEAD
=======
    private static final List<String> FORMS = List.of("CP-%05d", "NN-%05d", "SN%08d", "%012d");

    /** What a pattern begins with that stands for itself. */
    private static final Pattern BEGINNING = Pattern.compile("^[A-Z]*-?");

>>>>>>> dfu
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Bus bus;
    private final SerialLabels labels;

    DemoSerials(Bus bus, SerialLabels labels) {
        this.bus = bus;
<<<<<<< HEAD
        this.labels = labels;
=======
        Matcher beginning = BEGINNING.matcher(recipe.serial().pattern());
        String own = (beginning.find() ? beginning.group() : "") + "%05d";
        this.form = Stream.concat(FORMS.stream(), Stream.of(own))
                .filter(candidate -> SerialReader.find(new ScanText(String.format(candidate, 1), ""), recipe)
                                .serial()
                        != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the demo can't make serials for the pattern "
                        + recipe.serial().pattern()));
>>>>>>> dfu
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
