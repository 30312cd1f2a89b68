package dev.gangway.dispatch;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.dispatch.Bindings.Decision;
import dev.gangway.dispatch.Bindings.Terms;
import dev.gangway.message.JobOrder;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.scan.ScanText;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers scans: commands, slot labels, serials. One instance, on its event loop; {@link Bindings} decides. */
public final class DispatchVerticle extends VerticleBase {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(40);
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);
    private static final String NOBODY = "-";
    private static final Set<String> PAGES = Set.of(ScanRead.WEB, ScanRead.PORT_MAP, ScanRead.IMAGE);

    private final DispatchSettings settings;
    private final Bindings bindings;
    private final Clock clock;
    private final Map<String, String> operators = new HashMap<>();
    private boolean rework;
    private PortMap.@Nullable Lesson lesson;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    /** A dispatcher for these recipes. */
    public DispatchVerticle(DispatchSettings settings, RecipeBook recipes, Clock clock) {
        this.settings = settings;
        this.bindings = new Bindings(recipes);
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        bus.subscribe(Addresses.PORT_STATUS, this::onPort);
        bus.subscribe(Addresses.PORT_MAPS, map -> lesson = map.lesson());
        bus.answer(Addresses.SCAN, this::onScan);
        return Future.succeededFuture();
    }

    private void onPort(PortStatus status) {
        bindings.saw(status);
        bindings.boardFor(status, clock.instant()).ifPresent(bind -> {
            String shown = bind.serial().value();
            command(status, new PortCommand.Reserve(null));
            start(bind, shown).onSuccess(this::tell);
        });
    }

    private Future<ScanOutcome> onScan(ScanRead scan) {
        String shown = ScanText.shown(scan.text());
        ScanText.Reading reading = ScanText.read(scan.text());
        ScanText text = reading.scan();
        Future<ScanOutcome> outcome;
        if (text == null) {
            outcome = refused(shown, reading.reason(), reading.message());
        } else {
            Optional<ScanCommand> command =
                    ScanCommand.parse(text.text(), settings.prefixes(), slot -> bindings.atSlot(slot)
                            .isPresent());
            boolean orders = command.isPresent() && command.get().verb() != ScanCommand.Verb.SLOT;
            Optional<String> label = orders ? Optional.empty() : labelWanted(scan, text.text());
            outcome = label.isPresent()
                    ? teach(new PortMapCommand.Answer(operator(scan), label.get()), shown)
                    : command.map(known -> carryOut(known, shown, scan))
                            .orElseGet(() -> serial(text, shown, operator(scan)));
        }
        return outcome.onSuccess(this::tell);
    }

    /** A slot's label that the lesson waits for. On the page of the port map, anything is meant as one. */
    private Optional<String> labelWanted(ScanRead scan, String text) {
        PortMap.Lesson under = lesson;
        if (scan.source().equals(ScanRead.PORT_MAP)) {
            return Optional.of(ScanCommand.label(text, settings.prefixes()).orElse(text));
        }
        return under == null || under.asking() == null
                ? Optional.empty()
                : ScanCommand.label(text, settings.prefixes());
    }

    private void tell(ScanOutcome outcome) {
        bus.publish(Addresses.SCAN_OUTCOMES, outcome);
    }

    // ---- serials

    private Future<ScanOutcome> serial(ScanText text, String shown, String operator) {
        Decision decision = bindings.decide(text, new Terms(operator, rework), clock.instant());
        if (decision instanceof Decision.Refuse refuse) {
            return refused(shown, refuse.reason(), refuse.message());
        }
        boolean allowed = rework;
        rework = false;
        if (decision instanceof Decision.Bind bind) {
            return start(bind, shown);
        }
        Decision.Wait wait = (Decision.Wait) decision;
        PortStatus port = wait.port();
        return unlessPassed(wait.serial(), allowed).map(refusal -> {
            if (!refusal.isEmpty()) {
                bindings.forget(wait.serial());
                return new ScanOutcome.Refused(shown, clock.instant(), "passed-before", refusal);
            }
            Slot slot = null;
            if (port != null) {
                slot = port.slot();
                command(port, new PortCommand.Reserve(wait.serial()));
            }
            return new ScanOutcome.Waiting(shown, clock.instant(), wait.serial(), slot);
        });
    }

    private Future<ScanOutcome> start(Decision.Bind bind, String shown) {
        Terms terms = bind.terms();
        JobOrder order = new JobOrder(JobId.random(), bind.serial(), bind.recipe(), terms.operator(), terms.rework());
        PortStatus port = bind.port();
        bindings.claim(bind.serial(), port.port());
        return bus.ask(
                        Addresses.PORT_COMMAND.at(port.port()),
                        new PortCommand.Start(port.epoch(), order),
                        START_TIMEOUT)
                .map(reply -> outcome(reply, bind, order, shown))
                .otherwise(e -> new ScanOutcome.Refused(
                        shown, clock.instant(), "unavailable", "The slot does not answer: call the engineer."))
                .onComplete(done -> bindings.release(bind.serial(), port.port()));
    }

    private ScanOutcome outcome(PortReply reply, Decision.Bind bind, JobOrder order, String shown) {
        if (reply instanceof PortReply.Refused refused) {
            return new ScanOutcome.Refused(shown, clock.instant(), refused.reason(), refused.message());
        }
        bindings.saw(((PortReply.Accepted) reply).status());
        return new ScanOutcome.Started(
                shown,
                clock.instant(),
                bind.serial(),
                bind.port().port(),
                bind.port().slot(),
                order.job());
    }

    /** Why a serial may not wait for a board; empty when it may. The ledger decides again when the job is opened. */
    private Future<String> unlessPassed(Serial serial, boolean allowed) {
        if (allowed) {
            return Future.succeededFuture("");
        }
        return bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.History(serial), QUERY_TIMEOUT)
                .map(reply -> reply instanceof LedgerReply.SerialHistory history && history.passed()
                        ? serial + " has passed before: set the board aside, or ask a supervisor for rework."
                        : "");
    }

    // ---- commands

    private Future<ScanOutcome> carryOut(ScanCommand command, String shown, ScanRead scan) {
        return switch (command.verb()) {
            case SLOT ->
                atSlot(command, shown, port -> {
                    bindings.choose(port.slot(), clock.instant());
                    return Future.succeededFuture(new ScanOutcome.SlotChosen(shown, clock.instant(), port.slot()));
                });
            case ABORT ->
                atSlot(
                        command,
                        shown,
                        port -> commanded(
                                port,
                                new PortCommand.Abort(operator(scan)),
                                shown,
                                "The job in slot " + port.slot() + " stops."));
            case RELEASE ->
                atSlot(
                        command,
                        shown,
                        port -> commanded(
                                port,
                                new PortCommand.Release(operator(scan)),
                                shown,
                                "Slot " + port.slot() + " is back in use."));
            case CANCEL -> {
                bindings.cancel().forEach(slot -> bindings.atSlot(slot)
                        .ifPresent(port -> command(port, new PortCommand.Reserve(null))));
                rework = false;
                yield done(shown, "Nothing waits any more.");
            }
            case BADGE -> {
                String badge = command.argument().isEmpty() ? NOBODY : command.argument();
                operators.put(place(scan), badge);
                yield Future.succeededFuture(
                        new ScanOutcome.Badge(shown, clock.instant(), badge, "Badge " + badge + " works here."));
            }
            case REWORK -> rework(shown, scan);
            case LEARN -> learn(shown, scan);
        };
    }

    /** The map is changed by supervisors, where the station names any. */
    private Future<ScanOutcome> learn(String shown, ScanRead scan) {
        String operator = operator(scan);
        if (lesson != null) {
            return teach(new PortMapCommand.End(operator), shown);
        }
        if (!settings.supervisors().isEmpty() && !settings.supervisors().contains(operator)) {
            return refused(
                    shown, "unavailable", "Changing the port map needs a supervisor: scan a supervisor's badge first.");
        }
        return teach(new PortMapCommand.Begin(operator), shown);
    }

    private Future<ScanOutcome> teach(PortMapCommand command, String shown) {
        return bus.ask(Addresses.PORT_MAP, command, QUERY_TIMEOUT)
                .map(reply -> reply instanceof PortMapReply.Refused no
                        ? new ScanOutcome.Refused(shown, clock.instant(), no.reason(), no.message())
                        : (ScanOutcome)
                                new ScanOutcome.Done(shown, clock.instant(), ((PortMapReply.Current) reply).message()))
                .otherwise(e -> new ScanOutcome.Refused(
                        shown, clock.instant(), "unavailable", "The port map does not answer: call the engineer."));
    }

    private Future<ScanOutcome> rework(String shown, ScanRead scan) {
        String operator = operator(scan);
        if (!settings.supervisors().contains(operator)) {
            return refused(shown, "unavailable", "Rework needs a supervisor: scan a supervisor's badge first.");
        }
        rework = true;
        bus.ask(
                Addresses.LEDGER_APPEND,
                new LedgerAppend.Note("rework-allowed", operator, clock.instant(), Map.of("source", scan.source())),
                QUERY_TIMEOUT);
        return done(shown, "The next serial may be one that has passed before.");
    }

    @FunctionalInterface
    private interface AtPort {
        Future<ScanOutcome> then(PortStatus port);
    }

    private Future<ScanOutcome> atSlot(ScanCommand command, String shown, AtPort action) {
        PortStatus port = command.argument().matches("[A-Za-z0-9.-]{1,16}")
                ? bindings.atSlot(new Slot(command.argument())).orElse(null)
                : null;
        return port == null
                ? refused(shown, "no-board", "There is no slot " + ScanText.shown(command.argument()) + ".")
                : action.then(port);
    }

    private Future<ScanOutcome> commanded(PortStatus port, PortCommand command, String shown, String message) {
        return bus.ask(Addresses.PORT_COMMAND.at(port.port()), command, QUERY_TIMEOUT)
                .map(reply -> reply instanceof PortReply.Refused refused
                        ? new ScanOutcome.Refused(shown, clock.instant(), refused.reason(), refused.message())
                        : new ScanOutcome.Done(shown, clock.instant(), message));
    }

    private void command(PortStatus port, PortCommand command) {
        bus.ask(Addresses.PORT_COMMAND.at(port.port()), command, QUERY_TIMEOUT);
    }

    private String operator(ScanRead scan) {
        return scan.operator().equals(NOBODY) ? operators.getOrDefault(place(scan), NOBODY) : scan.operator();
    }

    /** Both pages, and the pictures sent from them, are one desk: a badge that was scanned on one works on the other. */
    private static String place(ScanRead scan) {
        return PAGES.contains(scan.source()) ? ScanRead.WEB : scan.source();
    }

    private Future<ScanOutcome> done(String shown, String message) {
        return Future.succeededFuture(new ScanOutcome.Done(shown, clock.instant(), message));
    }

    private Future<ScanOutcome> refused(String shown, String reason, String message) {
        return Future.succeededFuture(new ScanOutcome.Refused(shown, clock.instant(), reason, message));
    }
}
