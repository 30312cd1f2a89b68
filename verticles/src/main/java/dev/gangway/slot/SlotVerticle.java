package dev.gangway.slot;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.BoardBus;
import dev.gangway.channel.UsbHub;
import dev.gangway.message.HubEvent;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.StationTrouble;
import dev.gangway.model.PortPath;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port map on the bus: tells it, has ports set to work, and carries out what the {@link SlotDesk} decides. Its event
 * loop; files and hubs on a worker.
 */
public final class SlotVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SlotVerticle.class);
    private static final Duration LOOK_AT_HUBS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SlotDesk desk;
    private final LearnedPorts file;
    private final List<BoardBus> buses;
    private final SlotPorts ports;
    private final SteadyClock clock;
    private final SlotHands hands = new Hands();
    private final HubEvent.Listener ears = new Ears();
    private List<UsbHub> hubs = List.of();

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    /** The answer to the question before: a change is stored before the next question is looked at. */
    @SuppressWarnings("NullAway.Init")
    private Future<PortMapReply> last;

    /**
     * A port map that nobody can ask yet.
     *
     * @param buses where boards hang, and hubs
     * @param ports sets ports to work
     */
    public SlotVerticle(SlotSettings settings, List<BoardBus> buses, SlotPorts ports, SteadyClock clock) {
        this.desk = new SlotDesk(settings);
        this.file = LearnedPorts.in(settings.data());
        this.buses = List.copyOf(buses);
        this.ports = ports;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        bus.subscribe(Addresses.PORT_STATUS, status -> carryOut(desk.saw(status)));
        bus.subscribe(Addresses.HUB_EVENTS, event -> event.tell(ears));
        List<PortPath> named = buses.stream()
                .flatMap(each -> each.ports().stream())
                .filter(port -> !port.isUsb())
                .toList();
        return Future.all(desk.begin(named).stream()
                        .map(port -> ports.deploy(port.slot(), port.seen()))
                        .toList())
                .onSuccess(all -> open());
    }

    private void open() {
        last = Future.succeededFuture(new PortMapReply.Current(desk.map(), ""));
        bus.answer(Addresses.PORT_MAP, this::onCommand);
        lookAtHubs();
        vertx.setPeriodic(LOOK_AT_HUBS.toMillis(), timer -> {
            carryOut(desk.passed(clock.instant()));
            lookAtHubs();
        });
        bus.publish(Addresses.PORT_MAPS, desk.map());
    }

    /** What the desk hears of boards. */
    private final class Ears implements HubEvent.Listener {
        @Override
        public void boardArrived(HubEvent.BoardArrived event) {
            carryOut(desk.arrived(event.board()));
        }

        @Override
        public void boardLeft(HubEvent.BoardLeft event) {
            desk.left(event.port());
        }

        @Override
        public void portUnstable(HubEvent.PortUnstable event) {
            // A port keeps its label, however its boards flap.
        }

        @Override
        public void hubSurveyed(HubEvent.HubSurveyed event) {
            // Arrivals are told one by one; hubs are looked at here.
        }

        @Override
        public void busTrouble(HubEvent.BusTrouble event) {
            // The map stands, whether its bus works or not.
        }
    }

    private void lookAtHubs() {
        vertx.executeBlocking(() -> buses.stream()
                        .flatMap(bus -> bus.topology().stream())
                        .flatMap(usb -> usb.hubs().stream())
                        .toList())
                .onSuccess(found -> {
                    if (!found.equals(hubs)) {
                        hubs = found;
                        carryOut(desk.saw(found));
                    }
                })
                .onFailure(e -> LOG.atWarn().setCause(e).log("the hubs cannot be listed"));
    }

    private Future<PortMapReply> onCommand(PortMapCommand command) {
        last = last.otherwiseEmpty().compose(before -> carryOut(desk.on(command, clock.instant())));
        return last;
    }

    private Future<PortMapReply> carryOut(SlotTurn turn) {
        carryOut(turn.effects());
        return turn.answer().to(new SlotAnswer.Handler<>() {
            @Override
            public Future<PortMapReply> reply(SlotAnswer.Reply answer) {
                return Future.succeededFuture(answer.reply());
            }

            @Override
            public Future<PortMapReply> store(SlotAnswer.Store answer) {
                return stored(answer);
            }
        });
    }

    private Future<PortMapReply> stored(SlotAnswer.Store change) {
        return vertx.<Void>executeBlocking(() -> {
                    file.store(change.learned());
                    return null;
                })
                .transform(done -> carryOut(
                        done.succeeded()
                                ? desk.stored(change)
                                : desk.notStored(String.valueOf(done.cause().getMessage()))));
    }

    private void carryOut(List<SlotEffect> effects) {
        effects.forEach(effect -> effect.by(hands));
    }

    /** What the desk's effects do. */
    private final class Hands implements SlotHands {
        @Override
        public void deploy(SlotEffect.Deploy effect) {
            ports.deploy(effect.slot(), effect.seen())
                    .onSuccess(deployment -> bus.publish(Addresses.PORT_MAPS, desk.map()))
                    .onFailure(e -> LOG.atError()
                            .addKeyValue("port", effect.slot().port())
                            .setCause(e)
                            .log("a port could not be set to work"));
        }

        @Override
        public void rename(SlotEffect.Rename effect) {
            bus.ask(Addresses.PORT_COMMAND.at(effect.port()), new PortCommand.Rename(effect.slot()), PATIENCE)
                    .onFailure(e -> LOG.atWarn()
                            .addKeyValue("port", effect.port())
                            .setCause(e)
                            .log("a port did not take its new label"));
        }

        @Override
        public void tell(SlotEffect.Tell effect) {
            bus.publish(Addresses.PORT_MAPS, effect.map());
        }

        @Override
        public void note(SlotEffect.Note effect) {
            LOG.atInfo().addKeyValue("operator", effect.operator()).log("port map: " + effect.what());
            bus.ask(
                            Addresses.LEDGER_APPEND,
                            new LedgerAppend.Note(
                                    "port-map", effect.operator(), clock.wall(), Map.of("change", effect.what())),
                            PATIENCE)
                    .onFailure(e -> notOnRecord(effect, e));
        }

        /** What the ledger could not write, it tells itself; this is that it did not answer. */
        private void notOnRecord(SlotEffect.Note effect, Throwable cause) {
            LOG.atError()
                    .addKeyValue("operator", effect.operator())
                    .setCause(cause)
                    .log("a change of the port map was not recorded");
            bus.publish(
                    Addresses.TROUBLES,
                    new StationTrouble(
                            "port-map",
                            "The ledger did not answer, so this is not on record: " + effect.what() + " ("
                                    + effect.operator() + "). Call the engineer."));
        }

        @Override
        public void warn(SlotEffect.Warn effect) {
            LOG.atWarn()
                    .addKeyValue("hub", effect.move().from())
                    .log(effect.move().message());
        }
    }
}
