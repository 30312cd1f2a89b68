package dev.gangway.hub;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.BoardBus;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.message.HubEvent.BoardArrived;
import dev.gangway.message.HubEvent.BoardLeft;
import dev.gangway.message.HubEvent.BusTrouble;
import dev.gangway.message.HubEvent.HubSurveyed;
import dev.gangway.message.HubEvent.PortUnstable;
import dev.gangway.message.PortStatus;
import dev.gangway.model.PortPath;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on {@link Addresses#HUB_EVENTS} which boards come and go on all buses. Its own state lives on its event loop; each
 * bus is surveyed on a thread of its own. The buses are closed by whoever made them.
 */
public final class HubWatcherVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HubWatcherVerticle.class);
    private static final HubEvent.Listener LOGBOOK = new Logbook();

    private final List<BoardBus> buses;
    private final HubSettings settings;
    private final InstantSource clock;
    private final Set<PortPath> working = ConcurrentHashMap.newKeySet();

    // Mutable state, event loop.
    private final Map<String, BusWatch> watches = new TreeMap<>();
    private final Map<String, List<BoardSighting>> present = new TreeMap<>();
    private final Set<String> stuck = new HashSet<>();

    /** Watches these buses by a clock that only goes forward. */
    public HubWatcherVerticle(List<BoardBus> buses, HubSettings settings) {
        this(buses, settings, SteadyClock.ofMachine());
    }

    /** Watches these buses. */
    public HubWatcherVerticle(List<BoardBus> buses, HubSettings settings, InstantSource clock) {
        this.buses = List.copyOf(buses);
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        Bus messages = new Bus(vertx);
        messages.subscribe(Addresses.PORT_STATUS, this::note);
        for (BoardBus bus : buses) {
            BusWatch watch = new BusWatch(bus, settings, clock, () -> working, new OnEventLoop(bus.name(), messages));
            watches.put(bus.name(), watch);
            watch.start(settings.surveyEvery());
        }
        vertx.setPeriodic(settings.surveyedEvery().toMillis(), timer -> tellAll(messages));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        watches.values().forEach(BusWatch::close);
        return Future.succeededFuture();
    }

    private void note(PortStatus status) {
        if (status.state().isAtWork()) {
            working.add(status.port());
        } else {
            working.remove(status.port());
        }
    }

    private void tellAll(Bus messages) {
        Map<PortPath, BoardSighting> all = new HashMap<>();
        present.values().forEach(boards -> boards.forEach(board -> all.put(board.port(), board)));
        messages.publish(Addresses.HUB_EVENTS, new HubSurveyed(all));
        watches.values().forEach(watch -> checkStuck(watch, messages));
    }

    private void checkStuck(BusWatch watch, Bus messages) {
        Duration busy = watch.busyFor();
        if (busy.compareTo(settings.stuckAfter()) > 0 && stuck.add(watch.name())) {
            String problem = "reading the bus has not ended for " + busy.toSeconds()
                    + " s: unplug the board that was plugged in last, or restart the station";
            LOG.atError().addKeyValue("bus", watch.name()).log("a survey hangs");
            messages.publish(Addresses.HUB_EVENTS, new BusTrouble(watch.name(), problem));
        }
    }

    /** Hops from a bus's thread to the event loop, which keeps the order. */
    private final class OnEventLoop implements BusWatch.Findings {
        private final String bus;
        private final Bus messages;

        OnEventLoop(String bus, Bus messages) {
            this.bus = bus;
            this.messages = messages;
        }

        @Override
        public void found(List<HubEvent> events, List<BoardSighting> now) {
            context.runOnContext(hop -> {
                present.put(bus, now);
                if (stuck.remove(bus)) {
                    tell(new BusTrouble(bus, ""));
                }
                events.forEach(this::tell);
            });
        }

        @Override
        public void trouble(String problem) {
            context.runOnContext(hop -> tell(new BusTrouble(bus, problem)));
        }

        private void tell(HubEvent event) {
            event.tell(LOGBOOK);
            messages.publish(Addresses.HUB_EVENTS, event);
        }
    }

    /** Boards that come and go, in the log. */
    private static final class Logbook implements HubEvent.Listener {
        @Override
        public void boardArrived(BoardArrived event) {
            BoardSighting board = event.board();
            LOG.atInfo()
                    .addKeyValue("port", board.port())
                    .addKeyValue("epoch", board.epoch())
                    .addKeyValue("mode", board.mode().code())
                    .log("a board is there");
        }

        @Override
        public void boardLeft(BoardLeft event) {
            LOG.atInfo()
                    .addKeyValue("port", event.port())
                    .addKeyValue("epoch", event.epoch())
                    .log("a board left");
        }

        @Override
        public void portUnstable(PortUnstable event) {
            LOG.atWarn()
                    .addKeyValue("port", event.port())
                    .addKeyValue("unstable", event.unstable())
                    .log("boards flap on a port, or no longer");
        }

        @Override
        public void hubSurveyed(HubEvent.HubSurveyed event) {
            // Every few seconds, and nothing new.
        }

        @Override
        public void busTrouble(BusTrouble event) {
            // The watch of that bus logs it, with its cause.
        }
    }
}
