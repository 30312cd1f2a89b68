package dev.gangway.station;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.console.Consoles;
import dev.gangway.job.JobServices;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.offer.Choices;
import dev.gangway.port.PortSettings;
import dev.gangway.port.PortVerticle;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.serial.TtyLine;
import dev.gangway.slot.SlotPlan;
import dev.gangway.slot.SlotPorts;
import dev.gangway.time.SteadyClock;
import dev.gangway.unit.PoolLedger;
import dev.gangway.unit.UnitDraws;
import dev.gangway.unit.UnitImages;
import dev.gangway.unit.certificate.UnitKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deploys the verticle of a port, on the bus where its boards hang and with the recipes that may run there. */
final class PortDeployer implements SlotPorts {
    private static final Logger LOG = LoggerFactory.getLogger(PortDeployer.class);

    private final Vertx vertx;
    private final StationPlan plan;
    private final SteadyClock clock;
    private final JobServices services;

    PortDeployer(Vertx vertx, StationPlan plan, SteadyClock clock, Consoles consoles, Choices choices) {
        this.vertx = vertx;
        this.plan = plan;
        this.clock = clock;
        this.services = new JobServices(
                choices::images,
                consoles,
                plan.environment(),
                new UnitDraws(plan.pools(), new BusLedger(new Bus(vertx)), keys(plan, clock), clock::wall),
                units(plan.data()),
                TtyLine::open);
    }

    /** The ledger, asked over the bus. */
    private record BusLedger(Bus bus) implements PoolLedger {
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        @Override
        public Future<LedgerReply.Written> hand(LedgerAppend.ValuesDrawn draw) {
            return bus.ask(Addresses.LEDGER_APPEND, draw, PATIENCE);
        }

        @Override
        public Future<LedgerReply.PoolUse> use(LedgerQuery.Pool query) {
            return bus.ask(Addresses.LEDGER_QUERY, query, PATIENCE).map(reply -> reply.as(LedgerReply.PoolUse.class));
        }
    }

    /** Keys of units, without what a killed process left of those that are burnt. */
    private static UnitKeys keys(StationPlan plan, SteadyClock clock) {
        Path folder = plan.data().resolve("keys");
        UnitKeys keys = new UnitKeys(folder, plan.certificates(), clock::wall);
        try {
            keys.clean();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", folder).log("keys of units that were cut off cannot be removed");
        }
        return keys;
    }

    /** The folder of images that are made for units, without what a killed process left in it. */
    private static Path units(Path data) {
        Path units = data.resolve("units");
        try {
            UnitImages.clean(units);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", units).log("images of units that were cut off cannot be removed");
        }
        return units;
    }

    @Override
    public Future<?> deploy(SlotPlan slot, @Nullable BoardSighting seen) {
        RecipeBook recipes =
                slot.recipes().isEmpty() ? plan.recipes() : plan.recipes().only(slot.recipes());
        PortSettings settings =
                new PortSettings(slot.port(), slot.slot(), plan.station(), plan.quarantineAfter(), slot.fixture());
        return plan.busOf(slot.port())
                .<Future<?>>map(bus -> vertx.deployVerticle(new PortVerticle(
                        settings, plan.protocols(), bus, plan.power(), recipes, services, clock, seen)))
                .orElseGet(() -> Future.failedFuture(plan.unserved(slot.port()).orElseThrow()));
    }
}
