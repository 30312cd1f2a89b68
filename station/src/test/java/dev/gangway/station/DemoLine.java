package dev.gangway.station;

import dev.gangway.bus.Addresses;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.hub.HubSettings;
import dev.gangway.image.ImageStore;
import dev.gangway.job.ImageFolder;
import dev.gangway.model.PortState;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.slot.SlotMap;
import dev.gangway.station.demo.DemoBoards;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A whole station with its page on a virtual hub, and an operator who does what the tiles say, yet does not scan. */
final class DemoLine implements AutoCloseable {

    private final DemoBoards boards;
    private final Station station;

    DemoLine(Path folder, int ports, long imageBytes) throws IOException, StartFailure {
        Recipe recipe = new RecipeLoader(StationProtocols.language())
                .load(Path.of("..", "config", "recipes", "chip-pro.yaml"))
                .orThrow();
        Path images = folder.resolve("images");
        BoardSpec board = DemoBoards.wantedBy(recipe, imageBytes);
        board.kind().writeImages(board.options(), images, imageBytes, 1);
        ImageStore store = new ImageStore(folder.resolve("data").resolve("images"));
        VirtualHub hub = new VirtualHub(ports);
        boards = new DemoBoards(hub, board, 0, 1);
        station = Station.start(new StationPlan(
                "bench-2",
                "Line 2",
                new StationConfig.Http("127.0.0.1", 0),
                folder.resolve("data"),
                List.of(hub),
                PowerSwitches.ofHubs(List.of(hub)),
                HubSettings.DEFAULT,
                new SlotMap(List.of()),
                StationProtocols.ALL,
                new RecipeBook(List.of(recipe)),
                wanted -> new ImageFolder(store, images, Map.of()),
                3,
                List.of("boss"),
                List.of(),
                new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-"),
                StationConfig.Scan.BADGE_IDLE,
                null,
                Map.of(),
                StationConfig.CONSOLE_KEEP,
                Map.of(),
                Map.of(),
                null));
        station.bus().subscribe(Addresses.PORT_STATUS, status -> {
            if (status.state() instanceof PortState.Running running && running.prompt() != null) {
                int port = Integer.parseInt(status.port().text().substring("virtual:".length()));
                boards.followPrompt(port, running.prompt().text());
            }
        });
    }

    DemoBoards boards() {
        return boards;
    }

    Station station() {
        return station;
    }

    String url() {
        return station.url();
    }

    @Override
    public void close() {
        station.close();
        boards.close();
    }
}
