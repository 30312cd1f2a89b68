package dev.gangway.port;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.job.AttemptListener;
import dev.gangway.job.AttemptRunner;
import dev.gangway.job.BoardGate;
import dev.gangway.job.ImageFolder;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.PowerStatus;
import dev.gangway.message.Progress;
import dev.gangway.message.StepResult;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.PowerState;
import dev.gangway.model.Slot;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.recipe.Step;
import dev.gangway.usb.UsbBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one port: feeds its {@link PortMachine} with what happens, carries out what the machine decides, publishes every
 * change. Runs on its event loop; USB calls run on the {@link PortWorker}.
 */
public final class PortVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PortVerticle.class);
    private static final Duration LEDGER_TIMEOUT = Duration.ofSeconds(30);

    /** An await has its own time-out; opening the board that came takes some more. */
    private static final Duration OPENING_GRACE = Duration.ofSeconds(30);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PortSettings settings;
    private final UsbBus usb;
    private final RecipeBook recipes;
    private final Function<Recipe, ImageFolder> images;
    private final Clock clock;
    private final @Nullable BoardSighting first;
    private final BoardGate gate = new BoardGate();
    private final PortMachine machine;
    private final Queue<PortInput> inputs = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @SuppressWarnings("NullAway.Init")
    private PortWorker worker;

    @SuppressWarnings("NullAway.Init")
    private PowerWatch power;

    private Slot slot;
    private @Nullable JobLog log;
    private @Nullable Future<PowerState> switching;
    private @Nullable Promise<PortReply> starting;
    private PortEffect.@Nullable Refuse refusal;
    private @Nullable PortStatus told;
    private long stepTimer = -1;
    private boolean busy;

    /**
     * A port.
     *
     * @param settings its position and label
     * @param usb the bus where its board hangs
     * @param recipes what may run here
     * @param images where a recipe's images are
     * @param clock the time
     * @param first a board that was seen before this verticle listened
     */
    public PortVerticle(
            PortSettings settings,
            UsbBus usb,
            RecipeBook recipes,
            Function<Recipe, ImageFolder> images,
            Clock clock,
            @Nullable BoardSighting first) {
        this.first = first;
        this.settings = settings;
        this.usb = usb;
        this.recipes = recipes;
        this.images = images;
        this.clock = clock;
        this.slot = settings.slot();
        this.machine = new PortMachine(settings.quarantineAfter(), clock.instant());
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        worker = new PortWorker(vertx, usb, settings.port(), gate);
        power = new PowerWatch(
                vertx,
                settings.port(),
                clock,
                worker::powerState,
                status -> note("power-came-back", "-", Map.of("switched-off-by", status.operator())));
        bus.subscribe(Addresses.HUB_EVENTS, this::onHub);
        bus.answer(Addresses.PORT_COMMAND.at(settings.port()), this::onCommand);
        if (first != null) {
            gate.arrived(first);
            feed(new PortInput.Arrived(first));
        }
        publish();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return worker.close();
    }

    // ---- what happens

    private void onHub(HubEvent event) {
        if (event instanceof HubEvent.BoardArrived arrived) {
            if (arrived.board().port().equals(settings.port())) {
                gate.arrived(arrived.board());
                feed(new PortInput.Arrived(arrived.board()));
                power.boardArrived();
            }
        } else if (event instanceof HubEvent.BoardLeft left) {
            if (left.port().equals(settings.port())) {
                gate.left(left.epoch());
                feed(new PortInput.Left(left.epoch()));
            }
        } else if (event instanceof HubEvent.PortUnstable flapping) {
            if (flapping.port().equals(settings.port())) {
                feed(new PortInput.Unstable(flapping.unstable()));
            }
        } else if (event instanceof HubEvent.HubSurveyed survey) {
            heal(survey);
        }
    }

    /** A survey mends what a lost event left wrong. */
    private void heal(HubEvent.HubSurveyed survey) {
        survey.present().stream()
                .filter(board -> board.port().equals(settings.port()))
                .filter(board -> board.epoch().compareTo(machine.epoch()) > 0)
                .findFirst()
                .ifPresent(board -> {
                    gate.arrived(board);
                    feed(new PortInput.Arrived(board));
                });
    }

    private Future<PortReply> onCommand(PortCommand command) {
        refusal = null;
        if (command instanceof PortCommand.Start start) {
            return start(start);
        } else if (command instanceof PortCommand.Reserve reserve) {
            feed(new PortInput.Reserve(reserve.serial()));
        } else if (command instanceof PortCommand.Abort abort) {
            note("abort", abort.operator(), Map.of());
            feed(new PortInput.Abort());
        } else if (command instanceof PortCommand.Quarantine quarantine) {
            note("quarantine", quarantine.operator(), Map.of("reason", quarantine.reason()));
            feed(new PortInput.Quarantine(quarantine.reason()));
        } else if (command instanceof PortCommand.Disable disable) {
            note("disable", disable.operator(), Map.of("reason", disable.reason()));
            feed(new PortInput.Disable(disable.reason()));
        } else if (command instanceof PortCommand.Release release) {
            note("release", release.operator(), Map.of());
            feed(new PortInput.Release());
        } else if (command instanceof PortCommand.Rename rename) {
            feed(new PortInput.Rename(rename.slot()));
        } else if (command instanceof PortCommand.Power order) {
            return power(order);
        } else if (command instanceof PortCommand.PowerReport) {
            return powerReport();
        } else {
            told = null;
            publish();
        }
        return Future.succeededFuture(answer());
    }

    private Future<PortReply> start(PortCommand.Start start) {
        Recipe recipe = recipes.named(start.order().recipe()).orElse(null);
        if (recipe == null) {
            return Future.succeededFuture(new PortReply.Refused(
                    "no-recipe", "There is no recipe " + start.order().recipe() + "."));
        }
        JobOrder before = machine.order();
        feed(new PortInput.Start(start.epoch(), start.order(), recipe.retry()));
        if (refusal != null || start.order().equals(before)) {
            return Future.succeededFuture(answer());
        }
        return Objects.requireNonNull(starting, "the machine opens a record").future();
    }

    private Future<PortReply> power(PortCommand.Power order) {
        switching = null;
        feed(new PortInput.Power(order.wish()));
        Future<PowerState> under = switching;
        if (refusal != null || under == null) {
            return Future.succeededFuture(answer());
        }
        return under.map(state -> {
                    note("power", order.operator(), Map.of("wish", order.wish().name(), "result", state.code()));
                    PowerStatus status = power.switched(state, order.operator());
                    return state == PowerState.NOT_SWITCHED
                            ? new PortReply.Refused(
                                    "not-switched",
                                    "The hub of this slot does not switch the power of single ports: pull the plug"
                                            + " instead, or use a hub that does.")
                            : (PortReply) new PortReply.Powered(status);
                })
                .otherwise(e -> new PortReply.Refused(
                        "not-switched",
                        "The power could not be switched: "
                                + asFailure("switching the power", e).message() + "."))
                .onComplete(done -> feed(new PortInput.PowerDone()));
    }

    /** While a job runs the worker has no time for questions. */
    private Future<PortReply> powerReport() {
        boolean busyNow = machine.state() instanceof PortState.Running || machine.state() instanceof PortState.Retrying;
        Future<PowerStatus> asked = busyNow ? Future.succeededFuture(power.known()) : power.ask();
        return asked.otherwise(e -> {
                    logWarning("the hub does not tell the port's power", e);
                    return power.known();
                })
                .map(PortReply.Powered::new);
    }

    private PortReply answer() {
        PortEffect.Refuse refused = refusal;
        return refused == null
                ? new PortReply.Accepted(status())
                : new PortReply.Refused(refused.reason(), refused.message());
    }

    /** Inputs that arise while an effect is carried out wait until the effects before them are done. */
    private void feed(PortInput input) {
        inputs.add(input);
        if (busy) {
            return;
        }
        busy = true;
        try {
            for (PortInput next = inputs.poll(); next != null; next = inputs.poll()) {
                List<PortEffect> effects = machine.on(next, clock.instant());
                effects.forEach(this::carryOut);
                publish();
            }
        } finally {
            busy = false;
        }
    }

    // ---- what is done about it

    private void carryOut(PortEffect effect) {
        if (effect instanceof PortEffect.Identify identify) {
            identify(identify);
        } else if (effect instanceof PortEffect.OpenRecord open) {
            open(open.order());
        } else if (effect instanceof PortEffect.RunAttempt run) {
            runAttempt(run.attempt());
        } else if (effect instanceof PortEffect.StopWork) {
            worker.stop();
        } else if (effect instanceof PortEffect.SetTimer timer) {
            vertx.setTimer(Math.max(1, timer.delay().toMillis()), id -> feed(new PortInput.TimerFired(timer.timer())));
        } else if (effect instanceof PortEffect.PowerCycle) {
            worker.power(PortCommand.Power.Wish.CYCLE)
                    .onSuccess(state -> power.switched(state, "-"))
                    .onFailure(e -> logWarning("the port's power could not be cycled", e));
        } else if (effect instanceof PortEffect.SwitchPower wanted) {
            switching = worker.power(wanted.wish());
        } else if (effect instanceof PortEffect.Relabel relabel) {
            slot = relabel.slot();
        } else if (effect instanceof PortEffect.TellAttemptFailed failed) {
            tellAttemptFailed(failed);
        } else if (effect instanceof PortEffect.CloseRecord close) {
            close(close);
        } else if (effect instanceof PortEffect.TellJobEnded ended) {
            tellJobEnded(ended.seq());
        } else if (effect instanceof PortEffect.TellQuarantined quarantined) {
            note("quarantined", "-", Map.of("reason", quarantined.reason()));
            tell(new JobEvent.PortQuarantined(
                    settings.port(), slot, machine.epoch(), clock.instant(), quarantined.reason()));
        } else if (effect instanceof PortEffect.TellReleased) {
            tell(new JobEvent.PortReleased(
                    settings.port(), slot, machine.epoch(), clock.instant(), "released by a person"));
        } else if (effect instanceof PortEffect.Refuse refuse) {
            refusal = refuse;
        }
    }

    private void identify(PortEffect.Identify identify) {
        worker.identify(identify.board())
                .onSuccess(board -> feed(new PortInput.Identified(
                        identify.board().epoch(),
                        board,
                        recipes.fitting(board).stream().map(Recipe::name).toList())))
                .onFailure(e ->
                        feed(new PortInput.NotIdentified(identify.board().epoch(), asFailure("asking the board", e))));
    }

    private void open(JobOrder order) {
        Recipe recipe = recipes.named(order.recipe()).orElseThrow();
        BoardIdentity board = Objects.requireNonNull(machine.board());
        JobLog opened = new JobLog(order, recipe, board, settings.port(), slot, settings.station(), clock.instant());
        log = opened;
        Promise<PortReply> reply = Promise.promise();
        starting = reply;
        bus.ask(Addresses.LEDGER_APPEND, opened.opening(), LEDGER_TIMEOUT).onComplete(answer -> {
            if (answer.succeeded() && answer.result() instanceof LedgerReply.Recorded) {
                tell(new JobEvent.JobStarted(
                        settings.port(), slot, machine.epoch(), clock.instant(), order, recipe.digest()));
                feed(new PortInput.Opened(order.job()));
                reply.complete(new PortReply.Accepted(status()));
                return;
            }
            feed(new PortInput.NotOpened(order.job()));
            if (answer.succeeded() && answer.result() instanceof LedgerReply.NotRecorded refused) {
                reply.complete(new PortReply.Refused(refused.reason(), refused.message()));
            } else {
                reply.complete(new PortReply.Refused(
                        "unavailable", "The ledger does not answer: call the engineer. Nothing was started."));
            }
        });
    }

    private void runAttempt(int attempt) {
        JobLog job = Objects.requireNonNull(log);
        JobId id = job.order().job();
        Instant began = clock.instant();
        AttemptRunner.Inputs in = new AttemptRunner.Inputs(
                usb,
                settings.port(),
                gate,
                job.board(),
                job.recipe(),
                job.order(),
                attempt,
                images.apply(job.recipe()),
                RANDOM.nextInt());
        worker.run(in, new Follower(job, attempt, context)).onComplete(done -> {
            vertx.cancelTimer(stepTimer);
            AttemptRunner.Outcome outcome = done.succeeded()
                    ? done.result()
                    : new AttemptRunner.Outcome(
                            List.of(), "starting", asFailure("running the attempt", done.cause()), List.of());
            LedgerAppend.AttemptEnded record = job.attempt(attempt, began, clock.instant(), outcome);
            bus.ask(Addresses.LEDGER_APPEND, record, LEDGER_TIMEOUT)
                    .onFailure(e -> logWarning("an attempt was not recorded", e));
            feed(new PortInput.AttemptDone(id, attempt, outcome.failedStep(), outcome.failure()));
        });
    }

    private void close(PortEffect.CloseRecord close) {
        JobLog job = Objects.requireNonNull(log);
        JobId id = close.order().job();
        JobSummary summary = job.end(close.verdict(), close.failure(), clock.instant());
        bus.ask(Addresses.LEDGER_APPEND, new LedgerAppend.JobClosed(summary), LEDGER_TIMEOUT)
                .onSuccess(reply -> {
                    if (reply instanceof LedgerReply.Recorded recorded) {
                        feed(new PortInput.Recorded(id, recorded.seq()));
                    } else if (reply instanceof LedgerReply.NotRecorded refused) {
                        feed(new PortInput.NotRecorded(id, refused.message()));
                    }
                })
                .onFailure(e -> feed(new PortInput.NotRecorded(id, "the ledger does not answer: " + e.getMessage())));
    }

    // ---- what others hear

    private void tellAttemptFailed(PortEffect.TellAttemptFailed failed) {
        Duration retryIn = failed.retryIn();
        tell(new JobEvent.AttemptFailed(
                settings.port(),
                slot,
                machine.epoch(),
                clock.instant(),
                failed.order(),
                failed.attempt(),
                failed.step(),
                failed.failure(),
                retryIn == null ? null : retryIn.toMillis() / 1000.0));
    }

    private void tellJobEnded(long seq) {
        JobSummary summary = Objects.requireNonNull(log).summary();
        tell(new JobEvent.JobEnded(settings.port(), slot, machine.epoch(), clock.instant(), summary, seq));
    }

    private void tell(JobEvent event) {
        bus.publish(Addresses.JOB_EVENTS, event);
    }

    private void note(String kind, String operator, Map<String, String> facts) {
        Map<String, String> all = new TreeMap<>(facts);
        all.put("port", settings.port().text());
        all.put("slot", slot.label());
        bus.ask(Addresses.LEDGER_APPEND, new LedgerAppend.Note(kind, operator, clock.instant(), all), LEDGER_TIMEOUT)
                .onFailure(e -> logWarning("a note was not recorded", e));
    }

    private PortStatus status() {
        JobOrder order = machine.order();
        return new PortStatus(
                settings.port(),
                slot,
                machine.epoch(),
                machine.state(),
                machine.since(),
                machine.board(),
                machine.recipes(),
                order == null ? null : order.serial(),
                order == null ? null : order.job());
    }

    private void publish() {
        PortStatus now = status();
        if (!now.equals(told)) {
            told = now;
            bus.publish(Addresses.PORT_STATUS, now);
        }
    }

    private static Failure asFailure(String doing, Throwable cause) {
        if (cause instanceof FailureException known) {
            return known.failure();
        }
        LOG.atError().setCause(cause).log(doing);
        return new Failure(FailureKind.INTERNAL_ERROR, doing + ": " + cause);
    }

    private void logWarning(String what, Throwable cause) {
        LOG.atWarn().addKeyValue("port", settings.port()).setCause(cause).log(what);
    }

    /** Brings what the worker's thread tells to the event loop. */
    private final class Follower implements AttemptListener {
        private final JobLog job;
        private final int attempt;
        private final Context loop;

        Follower(JobLog job, int attempt, Context loop) {
            this.job = job;
            this.attempt = attempt;
            this.loop = loop;
        }

        @Override
        public void stepBegan(int number, Step step) {
            loop.runOnContext(ignored -> {
                String prompt = step.common().prompt();
                feed(new PortInput.StepBegan(
                        job.order().job(),
                        attempt,
                        step.common().name(),
                        number,
                        job.recipe().steps().size(),
                        prompt.isEmpty() ? null : prompt));
                Duration time = step.common().timeout();
                if (step instanceof Step.Await) {
                    time = time.plus(OPENING_GRACE);
                }
                vertx.cancelTimer(stepTimer);
                stepTimer = vertx.setTimer(time.toMillis(), id -> worker.timeUp(number));
            });
        }

        @Override
        public void stepEnded(StepResult result) {
            loop.runOnContext(ignored -> tell(new JobEvent.StepFinished(
                    settings.port(), slot, machine.epoch(), clock.instant(), job.order(), result)));
        }

        @Override
        public void progress(String step, long bytes, long total, long bytesPerSecond) {
            bus.publish(
                    Addresses.PROGRESS,
                    new Progress(settings.port(), gate.epoch(), step, bytes, total, bytesPerSecond));
        }
    }
}
