package dev.gangway.station.demo;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.PortStatus;
import dev.gangway.message.VirtualPlug;
import dev.gangway.message.VirtualPlugged;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * The hands at a virtual hub whose station runs as configured: boards are plugged and pulled when a person says so, at the
 * page or with a command. What a tile says about the boot button is done as the demo's operator does it. On its event loop.
 */
public final class VirtualHands extends VerticleBase {
    /** Room for images of any size that a try would take. */
    private static final long BYTES = 64L << 20;

    private final VirtualHub hub;
    private final PageStore pages;
    private final RecipeBook recipes;
    private final Function<PortPath, List<String>> allowed;
    private final Random random = new Random();

    /**
     * Hands for this hub.
     *
     * @param pages the memory of the boards; whoever closes it does so after the station
     * @param recipes of the station
     * @param allowed the names of the recipes that may run on a port; empty = all
     */
    public VirtualHands(VirtualHub hub, PageStore pages, RecipeBook recipes, Function<PortPath, List<String>> allowed) {
        this.hub = hub;
        this.pages = pages;
        this.recipes = recipes;
        this.allowed = allowed;
    }

    @Override
    public Future<?> start() {
        Bus bus = new Bus(vertx);
        bus.answer(Addresses.VIRTUAL_PLUG, command -> Future.succeededFuture(done(command)));
        bus.subscribe(Addresses.PORT_STATUS, this::on);
        return Future.succeededFuture();
    }

    private void on(PortStatus status) {
        if (status.state() instanceof PortState.Running running
                && running.prompt() != null
                && hub.owns(status.port())) {
            DemoBoards.followPrompt(hub, number(status.port()), running.prompt().text());
        }
    }

    private VirtualPlugged done(VirtualPlug command) {
        if (!hub.owns(command.port())) {
            return new VirtualPlugged(
                    command.port(),
                    false,
                    "the virtual hub has no port " + command.port() + ": it has "
                            + hub.ports().size() + " ports");
        }
        int port = number(command.port());
        String refusal =
                switch (command.wish()) {
                    case LOOK -> "";
                    case PLUG -> plug(port, command);
                    case UNPLUG -> hub.unplug(port).isPresent() ? "" : "no board is plugged in there";
                };
        return new VirtualPlugged(command.port(), hub.board(port).isPresent(), refusal);
    }

    /** Why it was not plugged in; empty when it was. */
    private String plug(int port, VirtualPlug command) {
        if (hub.board(port).isPresent()) {
            return "a board is plugged in there already: pull it first";
        }
        try {
            board(command).plug(hub, port, pages, line -> {});
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private BoardSpec board(VirtualPlug command) {
        int seed = random.nextInt(Integer.MAX_VALUE);
        Optional<Recipe> named = recipes.named(command.board());
        if (named.isEmpty() && !command.board().isEmpty()) {
            return BoardSpec.parse(command.board(), seed);
        }
        List<String> here = allowed.apply(command.port());
        Recipe recipe = named.or(() -> recipes.all().stream()
                        .filter(each -> here.isEmpty() || here.contains(each.name()))
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException("no recipe is in use on this slot: name a board"));
        BoardSpec wanted = DemoBoards.wantedBy(recipe, BYTES);
        return wanted.with(DemoBoards.idFor(wanted, recipe.serves().boardIds(), random))
                .with(seed, List.of());
    }

    private static int number(PortPath port) {
        return Integer.parseInt(port.text().substring("virtual:".length()));
    }
}
