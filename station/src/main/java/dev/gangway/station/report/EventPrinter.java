package dev.gangway.station.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.message.JobEvent;
import dev.gangway.message.Message;
import dev.gangway.message.PortStatus;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Prints what happens as JSON Lines: one object a line, nothing else. Safe for several threads. */
public final class EventPrinter implements AutoCloseable {
    private final PrintStream out;
    private final InstantSource clock;
    private final Map<PortPath, Slot> slots = new ConcurrentHashMap<>();
    private final Map<PortPath, BoardSighting> present = new ConcurrentHashMap<>();
    private final HubEvent.Listener boards = new Boards();
    private final Predicate<PortPath> ports;
    private final List<MessageConsumer<Message>> followed = new CopyOnWriteArrayList<>();

    /** Prints to this stream. */
    public EventPrinter(PrintStream out, InstantSource clock) {
        this(out, clock, port -> true);
    }

    /** Prints to this stream what happens on these ports. */
    public EventPrinter(PrintStream out, InstantSource clock, Predicate<PortPath> ports) {
        this.out = out;
        this.clock = clock;
        this.ports = ports;
    }

    /** Follows boards and ports on this bus from now on; job events are handed in by {@link #on}. */
    public void follow(Bus bus) {
        followed.add(bus.subscribe(Addresses.PORT_STATUS, this::on));
        followed.add(bus.subscribe(Addresses.HUB_EVENTS, event -> event.tell(boards)));
    }

    /** Follows no more. */
    @Override
    public void close() {
        followed.forEach(MessageConsumer::unregister);
    }

    /** Prints what happened in a job. */
    public void on(JobEvent event) {
        print(EventJson.of(event));
    }

    /** Says that the station is usable. */
    public void ready(String url, String version, int ports) {
        print(EventJson.ready(clock.instant(), url, version, ports));
    }

    /** The last line of a run that ends. */
    public void summary(RunTally tally) {
        print(EventJson.summary(clock.instant(), tally));
    }

    private void on(PortStatus status) {
        slots.put(status.port(), status.slot());
    }

    /** Boards that come and go; of the rest the command line's contract has no events. */
    private final class Boards implements HubEvent.Listener {
        @Override
        public void boardArrived(HubEvent.BoardArrived event) {
            BoardSighting board = event.board();
            if (!ports.test(board.port())) {
                return;
            }
            present.put(board.port(), board);
            print(EventJson.arrived(clock.instant(), board, slots.get(board.port())));
        }

        @Override
        public void boardLeft(HubEvent.BoardLeft event) {
            if (!ports.test(event.port())) {
                return;
            }
            print(EventJson.left(clock.instant(), event, present.remove(event.port()), slots.get(event.port())));
        }

        @Override
        public void portUnstable(HubEvent.PortUnstable event) {
            // Its boards are not told while it lasts.
        }

        @Override
        public void hubSurveyed(HubEvent.HubSurveyed event) {
            // No board came or went.
        }

        @Override
        public void busTrouble(HubEvent.BusTrouble event) {
            // The log has it.
        }
    }

    private synchronized void print(ObjectNode json) {
        out.println(json);
        out.flush();
    }
}
