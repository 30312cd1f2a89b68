package dev.gangway.port;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.BoardBus;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.job.BoardGate;
import dev.gangway.job.JobServices;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.StationStops;
import dev.gangway.model.Epoch;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Owns one port: feeds its {@link PortMachine} with what happens, has carried out what the machine decides, publishes
 * every change. Runs on its event loop; blocking calls run on the {@link PortWorker}.
 */
public final class PortVerticle extends VerticleBase {
    /** How long the job's end may take when the station stops; one that takes longer is closed at the next start. */
    private static final Duration JOB_ENDS = Duration.ofSeconds(4);

    private final PortSettings settings;
    private final Protocols protocols;
    private final BoardBus boards;
    private final PowerSwitches switches;
    private final RecipeBook recipes;
    private final JobServices services;
    private final SteadyClock clock;
    private final @Nullable BoardSighting first;
    private final BoardGate gate = new BoardGate();
    private final PortMachine machine;
    private final Queue<Fed> inputs = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @SuppressWarnings("NullAway.Init")
    private PortWorker worker;

    @SuppressWarnings("NullAway.Init")
    private PortVoice voice;

    @SuppressWarnings("NullAway.Init")
    private PowerDesk power;

    @SuppressWarnings("NullAway.Init")
    private Turn.Crew crew;

    private final Promise<Void> idle = Promise.promise();
    private @Nullable PortStatus told;
    private boolean busy;
    private boolean ending;

    /** An input on its way to the machine, and where its answer goes. */
    private record Fed(PortInput input, Promise<PortReply> answer) {}

    /**
     * A port.
     *
     * @param settings its position and label
     * @param protocols how boards are spoken to
     * @param boards the bus where its board hangs
     * @param switches who switches its power
     * @param recipes what may run here
     * @param services what all jobs of the station use
     * @param clock the time
     * @param first a board that was seen before this verticle listened
     */
    public PortVerticle(
            PortSettings settings,
            Protocols protocols,
            BoardBus boards,
            PowerSwitches switches,
            RecipeBook recipes,
            JobServices services,
            SteadyClock clock,
            @Nullable BoardSighting first) {
        this.first = first;
        this.settings = settings;
        this.protocols = protocols;
        this.boards = boards;
        this.switches = switches;
        this.recipes = recipes;
        this.services = services;
        this.clock = clock;
        this.machine = new PortMachine(PortRules.of(settings.quarantineAfter(), protocols, recipes), clock.instant());
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        worker = new PortWorker(vertx, protocols, boards, switches, settings, gate);
        voice = new PortVoice(bus, settings.port(), settings.slot(), clock, machine::epoch);
        power = new PowerDesk(vertx, settings, clock, worker, voice);
        JobDesk jobs = new JobDesk(vertx, settings, worker, voice, services, clock, power, this::feed);
        ShellDesk shells =
                new ShellDesk(vertx, protocols, recipes, worker, voice, services, power, this::ask, this::feed);
        crew = new Turn.Crew(vertx, recipes, worker, voice, jobs, power, shells, this::feed, this::accepted);
        HubEars ears = new HubEars(settings.port(), this::arrived, this::left, this::feed, machine::epoch);
        CommandDesk commands = new CommandDesk(new Counter(), recipes, voice);
        bus.subscribe(Addresses.HUB_EVENTS, event -> event.tell(ears));
        bus.subscribe(Addresses.STATION_STOPS, this::stops);
        bus.subscribe(
                Addresses.CHOICES,
                chosen -> feed(new PortInput.Recipes(PortRules.of(settings.quarantineAfter(), protocols, recipes))));
        bus.answer(Addresses.PORT_COMMAND.at(settings.port()), command -> command.to(commands));
        bus.answer(Addresses.SHELL.at(settings.port()), command -> command.to(shells));
        if (first != null) {
            arrived(first);
        }
        publish();
        return Future.succeededFuture();
    }

    /** The job ends, on record, before the worker goes. */
    @Override
    public Future<?> stop() {
        ending = true;
        feed(new PortInput.StationStops(null));
        long limit = vertx.setTimer(JOB_ENDS.toMillis(), id -> idle.tryComplete());
        return idle.future().onComplete(done -> vertx.cancelTimer(limit)).compose(done -> worker.close());
    }

    private void stops(StationStops stops) {
        String operator = stops.operator();
        if (operator != null && machine.state().isAtWork()) {
            voice.note("abort", operator, Map.of("reason", "the station was stopped"));
        }
        feed(new PortInput.StationStops(operator));
    }

    private void arrived(BoardSighting seen) {
        BoardSighting board = settings.fixture().line() ? seen.ofFixture() : seen;
        gate.arrived(board);
        feed(new PortInput.Arrived(board));
        power.boardArrived();
    }

    private void left(Epoch which) {
        gate.left(which);
        feed(new PortInput.Left(which));
    }

    private void feed(PortInput input) {
        ask(input);
    }

    /** Inputs that arise while an effect is carried out wait until the effects before them are done. */
    private Future<PortReply> ask(PortInput input) {
        Fed fed = new Fed(input, Promise.promise());
        inputs.add(fed);
        if (!busy) {
            busy = true;
            try {
                for (Fed next = inputs.poll(); next != null; next = inputs.poll()) {
                    turn(next);
                }
            } finally {
                busy = false;
            }
        }
        return fed.answer().future();
    }

    private void turn(Fed fed) {
        Turn turn = new Turn(crew);
        machine.on(fed.input(), clock.instant()).forEach(effect -> effect.tell(turn));
        publish();
        if (ending && !machine.state().isAtWork() && !machine.use().hasShell()) {
            idle.tryComplete();
        }
        turn.answer().onComplete(fed.answer());
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
                order == null ? null : order.job(),
                machine.isLine(),
                machine.use().engineer());
    }

    private PortReply accepted() {
        return new PortReply.Accepted(status());
    }

    private void publish() {
        PortStatus now = status();
        if (!now.equals(told)) {
            told = now;
            bus.publish(Addresses.PORT_STATUS, now);
        }
    }

    /** What commands may do here. */
    private final class Counter implements CommandDesk.Port {
        @Override
        public Future<PortReply> ask(PortInput input) {
            return PortVerticle.this.ask(input);
        }

        @Override
        public Future<PortReply> tellAgain() {
            told = null;
            publish();
            return Future.succeededFuture(accepted());
        }

        @Override
        public Future<PortReply> power() {
            return power.report(machine.state().isAtWork() || machine.use().hasShell());
        }
    }
}
