package dev.gangway.station;

import dev.gangway.console.Consoles;
import dev.gangway.job.JobServices;
import dev.gangway.message.BoardSighting;
import dev.gangway.offer.Choices;
import dev.gangway.port.PortSettings;
import dev.gangway.port.PortVerticle;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.slot.SlotPlan;
import dev.gangway.slot.SlotPorts;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Deploys the verticle of a port, on the bus where its boards hang and with the recipes that may run there. */
final class PortDeployer implements SlotPorts {
    private final Vertx vertx;
    private final StationPlan plan;
    private final SteadyClock clock;
    private final JobServices services;

    PortDeployer(Vertx vertx, StationPlan plan, SteadyClock clock, Consoles consoles, Choices choices) {
        this.vertx = vertx;
        this.plan = plan;
        this.clock = clock;
        this.services = new JobServices(choices::images, consoles, plan.environment());
    }

    @Override
    public Future<?> deploy(SlotPlan slot, @Nullable BoardSighting seen) {
        RecipeBook recipes =
                slot.recipes().isEmpty() ? plan.recipes() : plan.recipes().only(slot.recipes());
        PortSettings settings =
                new PortSettings(slot.port(), slot.slot(), plan.station(), plan.quarantineAfter(), slot.line());
        return plan.busOf(slot.port())
                .<Future<?>>map(bus -> vertx.deployVerticle(new PortVerticle(
                        settings, plan.protocols(), bus, plan.power(), recipes, services, clock, seen)))
                .orElseGet(() -> Future.failedFuture(plan.unserved(slot.port()).orElseThrow()));
    }
}
