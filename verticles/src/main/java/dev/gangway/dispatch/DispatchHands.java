package dev.gangway.dispatch;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.dispatch.Bindings.Decision;
import dev.gangway.dispatch.Bindings.Terms;
import dev.gangway.message.GivenImages;
import dev.gangway.message.JobOrder;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StoredJob;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what answers a scan, by asking others on the bus. The dispatcher's event loop. */
final class DispatchHands implements Act.Hands<Future<ScanOutcome>> {
    private static final Logger LOG = LoggerFactory.getLogger(DispatchHands.class);
    private static final String PASSED_BEFORE = "passed-before";
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    /** Both in a row have to fit into {@link ScanRead#LONGEST_ANSWER}. */
    static final Duration START_TIMEOUT = Duration.ofSeconds(40);

    static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);

    private final Bus bus;
    private final Bindings bindings;
    private final SteadyClock clock;
    private final Predicate<Act.Permission> recorded;

    /**
     * Hands without work.
     *
     * @param bindings is told of serials that are being started, or need not wait any more
     * @param recorded is told of a permission that is on record; says whether it counts
     */
    DispatchHands(Bus bus, Bindings bindings, SteadyClock clock, Predicate<Act.Permission> recorded) {
        this.bus = bus;
        this.bindings = bindings;
        this.clock = clock;
        this.recorded = recorded;
    }

    @Override
    public Future<ScanOutcome> answer(Act.Answer act) {
        return Future.succeededFuture(act.outcome());
    }

    @Override
    public Future<ScanOutcome> start(Act.Start act) {
        Decision.Bind bind = act.bind();
        Terms terms = bind.terms();
        JobOrder order = new JobOrder(
                JobId.random(),
                bind.serial(),
                bind.recipe(),
                terms.operator(),
                terms.rework(),
                GivenImages.NONE,
                bind.label());
        PortStatus port = bind.port();
        bindings.claim(bind.serial(), port.port());
        return bus.ask(
                        Addresses.PORT_COMMAND.at(port.port()),
                        new PortCommand.Start(port.epoch(), order),
                        START_TIMEOUT)
                .compose(reply -> reply.to(new Begun(bind, order, act.shown())))
                .otherwise(e -> refused(act.shown(), "unavailable", "The slot does not answer: call the engineer."))
                .onComplete(done -> bindings.release(bind.serial(), port.port()));
    }

    /** What a port's reply to the start of a job means to who scanned. */
    private final class Begun implements PortReply.Handler<Future<ScanOutcome>> {
        private final Decision.Bind bind;
        private final JobOrder order;
        private final String shown;

        Begun(Decision.Bind bind, JobOrder order, String shown) {
            this.bind = bind;
            this.order = order;
            this.shown = shown;
        }

        @Override
        public Future<ScanOutcome> accepted(PortReply.Accepted reply) {
            bindings.saw(reply.status());
            PortStatus port = bind.port();
            return Future.succeededFuture(new ScanOutcome.Started(
                    shown, clock.instant(), bind.serial(), port.port(), port.slot(), order.job()));
        }

        @Override
        public Future<ScanOutcome> powered(PortReply.Powered reply) {
            return Future.succeededFuture(DispatchHands.this.refused(
                    shown, "unavailable", "The slot did not say whether the job started: call the engineer."));
        }

        @Override
        public Future<ScanOutcome> refused(PortReply.Refused reply) {
            return reply.reason().equals(PASSED_BEFORE)
                    ? unlessPassed(bind.serial(), false)
                            .map(told -> DispatchHands.this.refused(
                                    shown, PASSED_BEFORE, told.isEmpty() ? reply.message() : told))
                    : Future.succeededFuture(DispatchHands.this.refused(shown, reply.reason(), reply.message()));
        }
    }

    @Override
    public Future<ScanOutcome> waits(Act.Wait act) {
        Decision.Wait wait = act.decision();
        PortStatus port = wait.port();
        return unlessPassed(wait.serial(), wait.terms().rework()).map(refusal -> {
            if (!refusal.isEmpty()) {
                bindings.forget(wait.serial());
                return refused(act.shown(), PASSED_BEFORE, refusal);
            }
            Slot slot = port == null ? null : port.slot();
            return new ScanOutcome.Waiting(act.shown(), clock.instant(), wait.serial(), slot);
        });
    }

    /** Why a serial may not wait for a board; empty when it may. The ledger decides again when the job is opened. */
    private Future<String> unlessPassed(Serial serial, boolean allowed) {
        if (allowed) {
            return Future.succeededFuture("");
        }
        return bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.History(serial), QUERY_TIMEOUT)
                .map(reply -> reply.as(LedgerReply.SerialHistory.class))
                .map(history -> history.passed() ? passed(serial, history) : "");
    }

    /** When and where, so that a person can tell a second label from a board that came twice. */
    private static String passed(Serial serial, LedgerReply.SerialHistory history) {
        String where = history.jobs().stream()
                .map(StoredJob::summary)
                .filter(job -> job.verdict() == Verdict.PASSED)
                .reduce((earlier, later) -> later)
                .map(job -> ", on " + WHEN.format(job.endedAt().atZone(ZoneId.systemDefault())) + " in slot "
                        + job.slot() + " of " + job.station())
                .orElse("");
        return serial + " has passed before" + where + ": set the board aside, or ask a supervisor for rework.";
    }

    @Override
    public Future<ScanOutcome> command(Act.Command act) {
        return bus.ask(Addresses.PORT_COMMAND.at(act.port().port()), act.command(), QUERY_TIMEOUT)
                .map(reply -> reply.refusal()
                        .map(no -> refused(act.shown(), no.reason(), no.message()))
                        .orElseGet(() -> new ScanOutcome.Done(act.shown(), clock.instant(), act.done())));
    }

    @Override
    public Future<ScanOutcome> teach(Act.Teach act) {
        return bus.ask(Addresses.PORT_MAP, act.command(), QUERY_TIMEOUT)
                .map(reply -> reply.to(new Taught(act.shown())))
                .otherwise(
                        e -> refused(act.shown(), "unavailable", "The port map does not answer: call the engineer."));
    }

    /** What the port map's reply means to who scanned. */
    private final class Taught implements PortMapReply.Handler<ScanOutcome> {
        private final String shown;

        Taught(String shown) {
            this.shown = shown;
        }

        @Override
        public ScanOutcome current(PortMapReply.Current reply) {
            return new ScanOutcome.Done(shown, clock.instant(), reply.message());
        }

        @Override
        public ScanOutcome refused(PortMapReply.Refused reply) {
            return DispatchHands.this.refused(shown, reply.reason(), reply.message());
        }
    }

    @Override
    public Future<ScanOutcome> allowRework(Act.AllowRework act) {
        return bus.ask(Addresses.LEDGER_APPEND, act.note().recordedAt(clock.wall()), QUERY_TIMEOUT)
                .map(reply -> reply.to(new Permitted(act)))
                .otherwise(e -> notOnRecord(act, String.valueOf(e.getMessage())));
    }

    /** What the ledger's reply means for a permission. */
    private final class Permitted implements LedgerReply.Written.Handler<ScanOutcome> {
        private final Act.AllowRework act;

        Permitted(Act.AllowRework act) {
            this.act = act;
        }

        @Override
        public ScanOutcome recorded(LedgerReply.Recorded reply) {
            return reworkAllowed(act);
        }

        @Override
        public ScanOutcome notRecorded(LedgerReply.NotRecorded reply) {
            return notOnRecord(act, reply.message());
        }
    }

    private ScanOutcome reworkAllowed(Act.AllowRework act) {
        return recorded.test(act.permission())
                ? new ScanOutcome.Done(
                        act.shown(), clock.instant(), "The next serial may be one that has passed before.")
                : refused(act.shown(), "unavailable", "Another badge works here now: scan the supervisor's again.");
    }

    /** What is not on record did not happen (rule 3). */
    private ScanOutcome notOnRecord(Act.AllowRework act, String why) {
        LOG.atError()
                .addKeyValue("desk", act.permission().desk())
                .addKeyValue("operator", act.note().operator())
                .addKeyValue("cause", why)
                .log("rework is not allowed: the permission was not recorded");
        return refused(
                act.shown(),
                "unavailable",
                "Rework is not allowed, for it can't be put on record (" + why + "): call the engineer.");
    }

    /** Shows at an empty slot which serial waits for its board, or that none does. */
    void show(PortStatus port, @Nullable Serial serial) {
        bus.ask(Addresses.PORT_COMMAND.at(port.port()), new PortCommand.Reserve(serial), QUERY_TIMEOUT)
                .onFailure(e -> LOG.atWarn()
                        .addKeyValue("port", port.port())
                        .setCause(e)
                        .log("the slot does not show what waits for it"));
    }

    private ScanOutcome refused(String shown, String reason, String message) {
        return new ScanOutcome.Refused(shown, clock.instant(), reason, message);
    }
}
