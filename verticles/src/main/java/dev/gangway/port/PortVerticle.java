package dev.gangway.port;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.BoardBus;
import dev.gangway.job.BoardGate;
import dev.gangway.job.ImageFolder;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.PowerStatus;
import dev.gangway.model.PortState;
import dev.gangway.model.PowerState;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Owns one port: feeds its {@link PortMachine} with what happens, carries out what the machine decides, publishes every
 * change. Runs on its event loop; USB calls run on the {@link PortWorker}.
 */
public final class PortVerticle extends VerticleBase {
    private final PortSettings settings;
    private final Protocols protocols;
    private final BoardBus usb;
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

    @SuppressWarnings("NullAway.Init")
    private PortVoice voice;

    @SuppressWarnings("NullAway.Init")
    private JobDesk jobs;

    private @Nullable Future<PowerState> switching;
    private @Nullable Future<PortReply> starting;
    private PortEffect.@Nullable Refuse refusal;
    private @Nullable PortStatus told;
    private boolean busy;

    /**
     * A port.
     *
     * @param settings its position and label
     * @param protocols how boards are spoken to
     * @param usb the bus where its board hangs
     * @param recipes what may run here
     * @param images where a recipe's images are
     * @param clock the time
     * @param first a board that was seen before this verticle listened
     */
    public PortVerticle(
            PortSettings settings,
            Protocols protocols,
            BoardBus usb,
            RecipeBook recipes,
            Function<Recipe, ImageFolder> images,
            Clock clock,
            @Nullable BoardSighting first) {
        this.first = first;
        this.settings = settings;
        this.protocols = protocols;
        this.usb = usb;
        this.recipes = recipes;
        this.images = images;
        this.clock = clock;
        this.machine = new PortMachine(settings.quarantineAfter(), clock.instant());
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        worker = new PortWorker(vertx, protocols, usb, settings.port(), gate);
        voice = new PortVoice(bus, settings.port(), settings.slot(), clock, machine::epoch);
        jobs = new JobDesk(vertx, settings, worker, voice, images, clock, this::feed);
        power = new PowerWatch(
                vertx,
                settings.port(),
                clock,
                worker::powerState,
                status -> voice.note("power-came-back", "-", Map.of("switched-off-by", status.operator())));
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
            feed(new PortInput.Abort());
            noteDone("abort", abort.operator(), Map.of());
        } else if (command instanceof PortCommand.Quarantine quarantine) {
            feed(new PortInput.Quarantine(quarantine.reason()));
            noteDone("quarantine", quarantine.operator(), Map.of("reason", quarantine.reason()));
        } else if (command instanceof PortCommand.Disable disable) {
            feed(new PortInput.Disable(disable.reason()));
            noteDone("disable", disable.operator(), Map.of("reason", disable.reason()));
        } else if (command instanceof PortCommand.Release release) {
            feed(new PortInput.Release());
            noteDone("release", release.operator(), Map.of());
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

    /** What was refused has not happened and is not on record. */
    private void noteDone(String kind, String operator, Map<String, String> facts) {
        if (refusal == null) {
            voice.note(kind, operator, facts);
        }
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
        return Objects.requireNonNull(starting, "the machine opens a record");
    }

    private Future<PortReply> power(PortCommand.Power order) {
        switching = null;
        feed(new PortInput.Power(order.wish()));
        Future<PowerState> under = switching;
        if (refusal != null || under == null) {
            return Future.succeededFuture(answer());
        }
        return under.map(state -> {
                    voice.note(
                            "power",
                            order.operator(),
                            Map.of("wish", order.wish().name(), "result", state.code()));
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
                                + voice.failure("switching the power", e).message() + "."))
                .onComplete(done -> feed(new PortInput.PowerDone()));
    }

    /** While a job runs the worker has no time for questions. */
    private Future<PortReply> powerReport() {
        boolean busyNow = machine.state() instanceof PortState.Running || machine.state() instanceof PortState.Retrying;
        Future<PowerStatus> asked = busyNow ? Future.succeededFuture(power.known()) : power.ask();
        return asked.otherwise(e -> {
                    voice.warn("the hub does not tell the port's power", e);
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
            jobs.runAttempt(run.attempt());
        } else if (effect instanceof PortEffect.StopWork) {
            worker.stop();
        } else if (effect instanceof PortEffect.SetTimer timer) {
            vertx.setTimer(Math.max(1, timer.delay().toMillis()), id -> feed(new PortInput.TimerFired(timer.timer())));
        } else if (effect instanceof PortEffect.PowerCycle) {
            worker.power(PortCommand.Power.Wish.CYCLE)
                    .onSuccess(state -> power.switched(state, "-"))
                    .onFailure(e -> voice.warn("the port's power could not be cycled", e));
        } else if (effect instanceof PortEffect.SwitchPower wanted) {
            switching = worker.power(wanted.wish());
        } else if (effect instanceof PortEffect.Relabel relabel) {
            voice.relabel(relabel.slot());
        } else if (effect instanceof PortEffect.TellAttemptFailed failed) {
            voice.attemptFailed(failed);
        } else if (effect instanceof PortEffect.CloseRecord close) {
            jobs.close(close);
        } else if (effect instanceof PortEffect.TellJobEnded ended) {
            jobs.tellEnded(ended.seq());
        } else if (effect instanceof PortEffect.TellQuarantined quarantined) {
            voice.quarantined(quarantined.reason());
        } else if (effect instanceof PortEffect.TellReleased) {
            voice.released();
        } else if (effect instanceof PortEffect.Refuse refuse) {
            refusal = refuse;
        }
    }

    private void identify(PortEffect.Identify identify) {
        worker.identify(identify.board(), recipes.startModes())
                .onSuccess(board -> feed(new PortInput.Identified(
                        identify.board().epoch(),
                        board,
                        recipes.fitting(board).stream().map(Recipe::name).toList())))
                .onFailure(e -> feed(
                        new PortInput.NotIdentified(identify.board().epoch(), voice.failure("asking the board", e))));
    }

    private void open(JobOrder order) {
        Recipe recipe = recipes.named(order.recipe()).orElseThrow();
        starting = jobs.open(order, recipe, Objects.requireNonNull(machine.board()))
                .map(refused -> refused.<PortReply>map(no -> no).orElseGet(() -> new PortReply.Accepted(status())));
    }

    private PortStatus status() {
        JobOrder order = machine.order();
        return new PortStatus(
                settings.port(),
                voice.slot(),
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
}
