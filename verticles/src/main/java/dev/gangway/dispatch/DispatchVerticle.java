package dev.gangway.dispatch;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.DeskQuery;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.PictureOutcome;
import dev.gangway.message.PictureRead;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.message.ScanTold;
import dev.gangway.message.SerialsWaiting;
import dev.gangway.model.DeskId;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.recipe.RecipeBook;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Answers scans. One instance, on its event loop; the {@link Dispatcher} decides, {@link Desks} keeps what was set where,
 * and {@link DispatchHands} carries out.
 */
public final class DispatchVerticle extends VerticleBase {
    /** How often it is looked whether the time of a waiting serial is over. */
    private static final long LOOK_AT_WAITING_MILLIS = 1_000;

    private final DispatchSettings settings;
    private final Dispatcher dispatcher;
    private final Bindings bindings;
    private final Desks desks = new Desks();
    private final Clock clock;
    private SerialsWaiting told = SerialsWaiting.NONE;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @SuppressWarnings("NullAway.Init")
    private DispatchHands hands;

    /** A dispatcher for these recipes. */
    public DispatchVerticle(DispatchSettings settings, RecipeBook recipes, Clock clock) {
        this.settings = settings;
        this.dispatcher = new Dispatcher(settings, recipes);
        this.bindings = dispatcher.bindings();
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        hands = new DispatchHands(bus, bindings, clock, this::allow);
        bus.subscribe(Addresses.PORT_STATUS, this::onPort);
        bus.subscribe(Addresses.PORT_MAPS, map -> dispatcher.saw(map.lesson()));
        bus.answer(Addresses.SCAN, this::onScan);
        bus.answer(Addresses.PICTURE, this::onPicture);
        bus.answer(Addresses.DESK, this::onQuery);
        vertx.setPeriodic(LOOK_AT_WAITING_MILLIS, timer -> tellWaiting());
        return Future.succeededFuture();
    }

    private void onPort(PortStatus status) {
        bindings.saw(status);
        bindings.boardFor(status, clock.instant()).ifPresent(bind -> {
            tellWaiting();
            hands.start(new Act.Start(bind, bind.serial().value()))
                    .onSuccess(outcome -> tell(bind.terms().desk(), outcome, true));
        });
    }

    private Future<ScanOutcome> onScan(ScanRead scan) {
        Instant now = clock.instant();
        Dispatcher.Turn turn = dispatcher.on(scan, desks.of(scan.desk(), now), now);
        keep(turn.desk(), now);
        return turn.act()
                .by(hands)
                .onSuccess(outcome -> tell(scan.desk(), outcome, false))
                .onComplete(done -> tellWaiting());
    }

    /** Shows at each chosen slot the serial that waits for its board, and tells the line which serials wait. */
    private void tellWaiting() {
        SerialsWaiting newest = bindings.waiting(clock.instant());
        if (newest.equals(told)) {
            return;
        }
        Map<Slot, Serial> before = told.atSlots();
        Map<Slot, Serial> after = newest.atSlots();
        Set<Slot> either = new HashSet<>(before.keySet());
        either.addAll(after.keySet());
        for (Slot slot : either) {
            Serial serial = after.get(slot);
            if (!Objects.equals(before.get(slot), serial)) {
                bindings.atSlot(slot).ifPresent(port -> hands.show(port, serial));
            }
        }
        told = newest;
        bus.publish(Addresses.WAITING, newest);
    }

    /** One after the other. Of a picture with two serials nothing counts: nobody can tell which board is meant. */
    private Future<PictureOutcome> onPicture(PictureRead picture) {
        PictureOrder order = dispatcher.order(picture);
        if (order.serials().size() > 1) {
            String shown = order.serials().stream().map(Serial::value).collect(Collectors.joining(", "));
            ScanOutcome refused = new ScanOutcome.Refused(
                    shown,
                    clock.instant(),
                    "two-serials",
                    "The picture shows more than one serial: take a picture of one label at a time.");
            tell(picture.desk(), refused, false);
            return Future.succeededFuture(new PictureOutcome(List.of(refused)));
        }
        List<ScanOutcome> outcomes = new ArrayList<>();
        Future<?> all = Future.succeededFuture();
        for (String text : order.texts()) {
            ScanRead scan = new ScanRead(ScanRead.IMAGE, picture.desk(), text, picture.operator());
            all = all.compose(before -> onScan(scan).onSuccess(outcomes::add));
        }
        return all.map(done -> new PictureOutcome(outcomes));
    }

    private Future<DeskStatus> onQuery(DeskQuery query) {
        Instant now = clock.instant();
        Desk desk = desks.of(query.desk(), now);
        if (query.signs()) {
            desk = desk.used(now, settings.badgeIdle());
            keep(desk, now);
        }
        return Future.succeededFuture(desk.status());
    }

    /** The permission is on record: it counts, unless somebody else works there by now. */
    private boolean allow(Act.Permission permission) {
        Instant now = clock.instant();
        Optional<Desk> desk = Dispatcher.allowed(permission, desks.of(permission.desk(), now), now);
        desk.ifPresent(allowed -> keep(allowed, now));
        return desk.isPresent();
    }

    private void keep(Desk desk, Instant now) {
        boolean changed = !desk.equals(desks.of(desk.id(), now));
        desks.put(desk, now);
        if (changed) {
            bus.publish(Addresses.DESKS, desk.status());
        }
    }

    private void tell(DeskId desk, ScanOutcome outcome, boolean late) {
        bus.publish(Addresses.SCAN_OUTCOMES, new ScanTold(desk, outcome, late));
    }
}
