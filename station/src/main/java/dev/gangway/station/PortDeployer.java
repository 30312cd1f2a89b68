package dev.gangway.station;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.BoardBus;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.port.PortSettings;
import dev.gangway.port.PortVerticle;
import dev.gangway.recipe.RecipeBook;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys one port verticle for every slot, and for every port on which a board turns up that nobody put on the map. Runs
 * on its event loop.
 */
final class PortDeployer extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PortDeployer.class);

    private final StationPlan plan;
    private final Clock clock;
    private final Set<PortPath> deployed = new HashSet<>();
    private final Map<PortPath, BoardSighting> early = new HashMap<>();

    @SuppressWarnings("NullAway.Init")
    private PortMapDesk desk;

    PortDeployer(StationPlan plan, Clock clock) {
        this.plan = plan;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        desk = new PortMapDesk(vertx, plan, clock, port -> {
            if (!deployed.contains(port)) {
                deployLate(port);
            }
        });
        desk.listen();
        new Bus(vertx).subscribe(Addresses.HUB_EVENTS, this::onHub);
        List<Future<?>> ports = new ArrayList<>();
        for (BoardBus bus : plan.buses()) {
            bus.ports().stream().filter(port -> !port.isUsb()).forEach(port -> ports.add(deploy(port, bus)));
        }
        for (SlotPlan slot : plan.slots().all()) {
            if (!deployed.contains(slot.port())) {
                ports.add(plan.busOf(slot.port())
                        .<Future<?>>map(bus -> deploy(slot.port(), bus))
                        .orElseGet(() -> Future.failedFuture(plan.unowned(slot.port()))));
            }
        }
        return Future.all(ports).onSuccess(all -> desk.open());
    }

    private void onHub(HubEvent event) {
        if (event instanceof HubEvent.BoardArrived arrived) {
            BoardSighting board = arrived.board();
            if (board.mode() != BootMode.NOT_A_BOARD && !deployed.contains(board.port())) {
                early.put(board.port(), board);
                deployLate(board.port());
            }
        }
        desk.onHub(event);
    }

    /** A port that nobody had on the map when the station started. */
    private void deployLate(PortPath port) {
        plan.busOf(port)
                .ifPresentOrElse(
                        bus -> deploy(port, bus).onSuccess(deployment -> desk.publish()),
                        () -> LOG.atError().addKeyValue("port", port).log(plan.unowned(port)));
    }

    private Future<?> deploy(PortPath port, BoardBus bus) {
        deployed.add(port);
        SlotPlan slot = desk.slots().of(port);
        RecipeBook recipes = slot.recipes().isEmpty()
                ? plan.recipes()
                : new RecipeBook(plan.recipes().all().stream()
                        .filter(recipe -> slot.recipes().contains(recipe.name()))
                        .toList());
        PortSettings settings = new PortSettings(port, slot.slot(), plan.station(), plan.quarantineAfter());
        return vertx.deployVerticle(new PortVerticle(
                settings, StationProtocols.ALL, bus, recipes, plan.images(), clock, early.remove(port)));
    }
}
