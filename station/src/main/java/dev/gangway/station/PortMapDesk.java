package dev.gangway.station;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.UsbHub;
import dev.gangway.message.HubEvent;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.PortStatus;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.station.ports.HubMove;
import dev.gangway.station.ports.LearnedMap;
import dev.gangway.station.ports.LearnedPorts;
import dev.gangway.station.ports.Lesson;
import dev.gangway.station.ports.PortNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running station's port map: tells it, and changes it while a lesson is under way. A change is on disk before it
 * counts, and it never touches a port with a running job. The event loop of {@link PortDeployer}.
 */
final class PortMapDesk {
    private static final Logger LOG = LoggerFactory.getLogger(PortMapDesk.class);
    private static final Duration LOOK_AT_HUBS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A lesson that nobody goes on with ends, so that a forgotten one does not stay open to everybody. */
    private static final Duration LESSON_LASTS = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Bus bus;
    private final StationPlan plan;
    private final Clock clock;
    private final Consumer<PortPath> deploy;
    private final LearnedPorts file;
    private final Map<PortPath, PortStatus> statuses = new HashMap<>();
    private final Set<PortPath> retired = new HashSet<>();
    private SlotMap slots;
    private List<UsbHub> hubs = List.of();
    private List<HubMove> astray = List.of();
    private @Nullable Lesson lesson;
    private long lessonTimer = -1;
    private Future<PortMapReply> last;

    /**
     * A desk that nobody can ask yet.
     *
     * @param deploy makes a port's verticle when there is none
     */
    PortMapDesk(Vertx vertx, StationPlan plan, Clock clock, Consumer<PortPath> deploy) {
        this.vertx = vertx;
        this.bus = new Bus(vertx);
        this.plan = plan;
        this.clock = clock;
        this.deploy = deploy;
        this.slots = plan.slots();
        this.file = LearnedPorts.in(plan.data());
        this.last = Future.succeededFuture(new PortMapReply.Current(map(), ""));
    }

    /** Hears of the ports; before the first of them is there. */
    void listen() {
        bus.subscribe(Addresses.PORT_STATUS, this::onStatus);
    }

    /** Begins to answer. */
    void open() {
        bus.answer(Addresses.PORT_MAP, this::onCommand);
        lookAtHubs();
        vertx.setPeriodic(LOOK_AT_HUBS.toMillis(), timer -> lookAtHubs());
        publish();
    }

    /** The slots as they are now. */
    SlotMap slots() {
        return slots;
    }

    void publish() {
        bus.publish(Addresses.PORT_MAPS, map());
    }

    private PortMap map() {
        List<PortMap.Entry> entries = slots.all().stream()
                .filter(slot -> !retired.contains(slot.port()))
                .map(slot -> new PortMap.Entry(
                        slot.port(), slot.slot(), slot.row(), slot.column(), slots.originOf(slot.port())))
                .toList();
        return new PortMap(
                entries, told(lesson), astray.stream().map(HubMove::advice).toList());
    }

    private PortMap.@Nullable Lesson told(@Nullable Lesson under) {
        if (under == null) {
            return null;
        }
        PortPath asking = under.asking().orElse(null);
        return new PortMap.Lesson(under.since(), under.operator(), asking, suggestion(asking), under.waiting());
    }

    /** A port that was named before keeps its label when nobody says otherwise. */
    private Slot suggestion(@Nullable PortPath port) {
        PortNames names = slots.names();
        return Optional.ofNullable(port).flatMap(names::slotOf).orElseGet(names::nextFree);
    }

    // ---- what happens

    void onHub(HubEvent event) {
        Lesson under = lesson;
        if (event instanceof HubEvent.BoardArrived arrived && arrived.board().mode() != BootMode.NOT_A_BOARD) {
            PortPath port = arrived.board().port();
            boolean back = retired.remove(port);
            // A job lets its board come and go; that is nobody's hand.
            boolean asked = under != null
                    && !isBusy(port)
                    && slots.originOf(port) != PortMap.Origin.CONFIGURED
                    && under.arrived(port);
            if (back || asked) {
                publish();
            }
        } else if (event instanceof HubEvent.BoardLeft left && under != null) {
            under.left(left.port());
        }
    }

    /** A port that was busy when its label changed learns of it now. */
    private void onStatus(PortStatus status) {
        statuses.put(status.port(), status);
        Slot wanted = slots.of(status.port()).slot();
        if (!status.slot().equals(wanted) && !isBusy(status.port())) {
            rename(status.port(), wanted);
        }
    }

    private void rename(PortPath port, Slot slot) {
        bus.ask(Addresses.PORT_COMMAND.at(port), new PortCommand.Rename(slot), PATIENCE)
                .onFailure(e ->
                        LOG.atWarn().addKeyValue("port", port).setCause(e).log("a port did not take its new label"));
    }

    private boolean isBusy(PortPath port) {
        PortStatus status = statuses.get(port);
        return status != null
                && (status.state() instanceof PortState.Running || status.state() instanceof PortState.Retrying);
    }

    private boolean isEmpty(PortPath port) {
        PortStatus status = statuses.get(port);
        return status == null || status.state() instanceof PortState.Empty;
    }

    private void lookAtHubs() {
        vertx.executeBlocking(() -> plan.buses().stream()
                        .flatMap(bus -> bus.topology().stream())
                        .flatMap(usb -> usb.hubs().stream())
                        .toList())
                .onSuccess(found -> {
                    if (!found.equals(hubs)) {
                        hubs = found;
                        findAstray();
                    }
                })
                .onFailure(e -> LOG.atWarn().setCause(e).log("the hubs cannot be listed"));
    }

    private void findAstray() {
        List<HubMove> found = HubMove.find(slots.names(), hubs);
        if (!found.equals(astray)) {
            astray = found;
            found.forEach(move -> LOG.atWarn().addKeyValue("hub", move.from()).log(move.message()));
            publish();
        }
    }

    // ---- what is asked

    /** One after the other: a change is stored before the next one is looked at. */
    private Future<PortMapReply> onCommand(PortMapCommand command) {
        last = last.otherwiseEmpty().compose(before -> answer(command));
        return last;
    }

    private Future<PortMapReply> answer(PortMapCommand command) {
        if (command instanceof PortMapCommand.Show) {
            return current("");
        }
        if (command instanceof PortMapCommand.Begin begin) {
            return begin(begin.operator());
        }
        if (lesson == null) {
            return refused("no-lesson", "The port map is closed: begin with the page's button, or scan GANGWAY:LEARN.");
        }
        keepOpen();
        if (command instanceof PortMapCommand.End end) {
            return end(end.operator());
        } else if (command instanceof PortMapCommand.Answer answer) {
            return taught(answer);
        } else if (command instanceof PortMapCommand.Put put) {
            return put(put.operator(), put.port(), new LearnedMap.Place(put.slot(), put.row(), put.column()));
        } else if (command instanceof PortMapCommand.Remove remove) {
            return remove(remove);
        } else {
            return move((PortMapCommand.MoveHub) command);
        }
    }

    private Future<PortMapReply> begin(String operator) {
        if (lesson == null) {
            lesson = new Lesson(clock.instant(), operator);
            note(operator, "the lesson begins");
            publish();
        }
        keepOpen();
        return current("The port map is open: plug a board into a slot, then scan the slot's label.");
    }

    private Future<PortMapReply> end(String operator) {
        lesson = null;
        vertx.cancelTimer(lessonTimer);
        note(operator, "the lesson ends");
        publish();
        return current("The port map is closed, and stored in " + file.file() + ".");
    }

    private void keepOpen() {
        vertx.cancelTimer(lessonTimer);
        lessonTimer = vertx.setTimer(LESSON_LASTS.toMillis(), timer -> {
            if (lesson != null) {
                end("-");
            }
        });
    }

    private Future<PortMapReply> taught(PortMapCommand.Answer answer) {
        Lesson under = Objects.requireNonNull(lesson);
        PortPath port = under.asking().orElse(null);
        if (port == null) {
            return refused("no-port", "Plug a board into a slot first: then its label is asked for.");
        }
        Slot slot;
        try {
            slot = answer.label().isEmpty() ? suggestion(port) : new Slot(label(answer.label()));
        } catch (IllegalArgumentException e) {
            return refused("not-a-slot", "That is no slot's label: " + e.getMessage() + ".");
        }
        LearnedMap.Place known = slots.names().learned().slots().get(port);
        LearnedMap.Place place =
                known == null ? new LearnedMap.Place(slot) : new LearnedMap.Place(slot, known.row(), known.column());
        return put(answer.operator(), port, place).onSuccess(reply -> {
            if (reply instanceof PortMapReply.Current) {
                under.answered();
                publish();
            }
        });
    }

    private String label(String text) {
        String bare = text.replaceFirst("^GANGWAY:SLOT:", "");
        String prefix = plan.prefixes().slot();
        return !prefix.isEmpty() && bare.startsWith(prefix) ? bare.substring(prefix.length()) : bare;
    }

    private Future<PortMapReply> put(String operator, PortPath port, LearnedMap.Place place) {
        Optional<Future<PortMapReply>> fixed = refusedIfConfigured(port);
        if (fixed.isPresent()) {
            return fixed.get();
        }
        if (plan.busOf(port).isEmpty()) {
            return refused("no-port", plan.unowned(port));
        }
        LearnedMap learned = slots.names().learned();
        PortPath holder = slots.names()
                .portOf(place.slot())
                .or(() -> learned.portOf(place.slot()))
                .orElse(port);
        boolean isFixed = slots.originOf(holder) == PortMap.Origin.CONFIGURED;
        if (!holder.equals(port) && (isFixed || !isEmpty(holder))) {
            return refused(
                    "taken",
                    "Slot " + place.slot() + " is on " + holder + " already: "
                            + (isFixed ? "the configuration says so." : "pull the board there first, or scan again."));
        }
        LearnedMap changed = holder.equals(port) ? learned : learned.without(holder);
        return change(operator, changed.with(port, place, hubs), port + " is slot " + place.slot() + ".");
    }

    private Future<PortMapReply> remove(PortMapCommand.Remove remove) {
        LearnedMap learned = slots.names().learned();
        if (!learned.slots().containsKey(remove.port())) {
            return refusedIfConfigured(remove.port())
                    .orElseGet(() -> refused(
                            "no-port", "Nothing was learned of " + remove.port() + ": there is nothing to remove."));
        }
        return change(remove.operator(), learned.without(remove.port()), remove.port() + " is no longer on the map.");
    }

    private Future<PortMapReply> move(PortMapCommand.MoveHub move) {
        LearnedMap learned = slots.names().learned();
        if (learned.slots().keySet().stream().noneMatch(port -> move.from().numberOf(port) > 0)) {
            return refused("no-port", "Nothing was learned of a hub on " + move.from() + ".");
        }
        if (hubs.stream().noneMatch(hub -> hub.path().equals(move.to()))) {
            return refused("no-port", "There is no hub on " + move.to() + " now: plug it in first.");
        }
        return change(
                move.operator(),
                learned.moved(move.from(), move.to()),
                "The slots of the hub on " + move.from() + " are on " + move.to() + " now.");
    }

    private Optional<Future<PortMapReply>> refusedIfConfigured(PortPath port) {
        return slots.originOf(port) == PortMap.Origin.CONFIGURED
                ? Optional.of(refused("fixed", "The configuration names " + port + ": change it in station.yaml."))
                : Optional.empty();
    }

    // ---- what is done

    private Future<PortMapReply> change(String operator, LearnedMap learned, String message) {
        SlotMap next = slots.relearned(learned);
        Set<PortPath> renamed = new HashSet<>();
        next.all().stream()
                .filter(slot ->
                        !slots.has(slot.port()) || !slots.of(slot.port()).slot().equals(slot.slot()))
                .forEach(slot -> renamed.add(slot.port()));
        Optional<PortPath> busy = renamed.stream().filter(this::isBusy).findFirst();
        if (busy.isPresent()) {
            return refused(
                    "in-use",
                    "A job is running on " + busy.get() + ", slot "
                            + slots.of(busy.get()).slot() + ": wait until it has ended.");
        }
        return vertx.<Void>executeBlocking(() -> {
                    file.store(learned);
                    return null;
                })
                .map(stored -> applied(operator, next, renamed, message))
                .otherwise(e -> new PortMapReply.Refused(
                        "not-stored",
                        "The port map could not be stored (" + e.getMessage()
                                + "), so nothing has changed: make room on the disk and try again."));
    }

    private PortMapReply applied(String operator, SlotMap next, Set<PortPath> renamed, String message) {
        SlotMap before = slots;
        slots = next;
        for (PortPath port : renamed) {
            if (!statuses.containsKey(port)) {
                deploy.accept(port);
            } else {
                rename(port, slots.of(port).slot());
            }
        }
        for (SlotPlan slot : slots.all()) {
            if (slots.originOf(slot.port()) != PortMap.Origin.GIVEN) {
                retired.remove(slot.port());
            } else if (before.originOf(slot.port()) == PortMap.Origin.LEARNED
                    && slot.port().isUsb()
                    && isEmpty(slot.port())) {
                retired.add(slot.port());
            }
        }
        note(operator, message);
        findAstray();
        publish();
        return new PortMapReply.Current(map(), message);
    }

    private void note(String operator, String what) {
        LOG.atInfo().addKeyValue("operator", operator).log("port map: " + what);
        bus.ask(
                        Addresses.LEDGER_APPEND,
                        new LedgerAppend.Note("port-map", operator, clock.instant(), Map.of("change", what)),
                        PATIENCE)
                .onFailure(e -> LOG.atWarn().setCause(e).log("a change of the port map was not recorded"));
    }

    private Future<PortMapReply> current(String message) {
        return Future.succeededFuture(new PortMapReply.Current(map(), message));
    }

    private static Future<PortMapReply> refused(String reason, String message) {
        return Future.succeededFuture(new PortMapReply.Refused(reason, message));
    }
}
