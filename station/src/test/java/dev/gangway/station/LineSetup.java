package dev.gangway.station;

import dev.gangway.channel.BoardBus;
import dev.gangway.config.CertificateConfig;
import dev.gangway.config.KafkaConfig;
import dev.gangway.config.PoolConfig;
import dev.gangway.config.PowerConfig;
import dev.gangway.config.StationConfig;
import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.hub.HubSettings;
import dev.gangway.image.ImageStore;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.job.ImageFolder;
import dev.gangway.model.PortPath;
import dev.gangway.net.NetworkBus;
import dev.gangway.power.PowerTable;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.slot.SlotMap;
import dev.gangway.station.beside.StationDoor;
import dev.gangway.time.SteadyClock;
import dev.gangway.virtual.VirtualHub;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a test's station is made of; the defaults are a chip-pro line with two ports and small images. */
final class LineSetup {
    private final Path data;
    private int ports = 2;
    private List<Recipe> recipes = List.of(TestRecipes.chipPro());
    private Function<Recipe, Path> images = TestImages::of;
    private Protocols protocols = StationProtocols.ALL;
    private int quarantineAfter;
    private List<StationConfig.PortEntry> slots = List.of();
    private @Nullable KafkaConfig kafka;
    private VertxOptions options = new VertxOptions();
    private StationConfig.Shells shells = StationConfig.Shells.NOBODY;
    private SteadyClock clock = SteadyClock.ofMachine();
    private NetworkBus network = new NetworkBus(List.of());
    private Map<String, String> environment = Map.of();
    private long consoleKeep = StationConfig.CONSOLE_KEEP;
    private UnaryOperator<BoardBus> bus = UnaryOperator.identity();
    private List<BoardBus> more = List.of();
    private @Nullable ImageFetcher fetcher;
    private Map<String, CertificateConfig> certificates = Map.of();
    private Map<String, PoolConfig> pools = Map.of();
    private List<String> links = List.of();

    private LineSetup(Path data) {
        this.data = data;
    }

    /** A line that writes to this folder. */
    static LineSetup in(Path folder) {
        return new LineSetup(folder.resolve("data"));
    }

    LineSetup ports(int count) {
        ports = count;
        return this;
    }

    /** Other protocols than the station's own. */
    LineSetup protocols(Protocols known) {
        protocols = known;
        return this;
    }

    LineSetup recipes(Recipe... served) {
        recipes = List.of(served);
        return this;
    }

    LineSetup images(Path folder) {
        images = recipe -> folder;
        return this;
    }

    /** Each recipe's own folder. */
    LineSetup imagesOf(Function<Recipe, Path> folders) {
        images = folders;
        return this;
    }

    /** What recipes name by a link is fetched by this. */
    LineSetup fetcher(ImageFetcher gets) {
        fetcher = gets;
        return this;
    }

    /** Whose links people may open. */
    LineSetup links(List<String> hosts) {
        links = hosts;
        return this;
    }

    LineSetup quarantineAfter(int boards) {
        quarantineAfter = boards;
        return this;
    }

    LineSetup slots(StationConfig.PortEntry... map) {
        slots = List.of(map);
        return this;
    }

    /** Who may work at the prompts of boards in the page. */
    LineSetup engineers(Duration idle, String... names) {
        shells = new StationConfig.Shells(List.of(names), idle);
        return this;
    }

    LineSetup kafka(KafkaConfig config) {
        kafka = config;
        return this;
    }

    LineSetup vertx(VertxOptions settings) {
        options = settings;
        return this;
    }

    /** Time as this clock tells it. */
    LineSetup clock(SteadyClock told) {
        clock = told;
        return this;
    }

    /** Variables that secrets may refer to. */
    LineSetup environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    /** How much is kept of what a console says. */
    LineSetup consoleKeep(long bytes) {
        consoleKeep = bytes;
        return this;
    }

    /** Who makes certificates for units. */
    LineSetup certificates(CertificateConfig config) {
        certificates = Map.of(config.name(), config);
        return this;
    }

    /** Values of which each goes to one unit only. */
    LineSetup pools(PoolConfig... configured) {
        Map<String, PoolConfig> named = new HashMap<>();
        for (PoolConfig pool : configured) {
            named.put(pool.name(), pool);
        }
        pools = named;
        return this;
    }

    /** Lays something between the station and the hub. */
    LineSetup bus(UnaryOperator<BoardBus> around) {
        bus = around;
        return this;
    }

    /** Boards on the network, besides those on the hub. */
    LineSetup network(PortPath... ports) {
        network = new NetworkBus(List.of(ports));
        return this;
    }

    /** One more bus. */
    LineSetup and(BoardBus another) {
        more = List.of(another);
        return this;
    }

    LineHarness start() throws StartFailure {
        VirtualHub hub = new VirtualHub(ports);
        ImageStore store = new ImageStore(data.resolve("images"));
        List<BoardBus> buses =
                Stream.concat(Stream.of(bus.apply(hub), network), more.stream()).toList();
        Map<PortPath, PowerConfig> outlets = new HashMap<>();
        slots.stream()
                .filter(slot -> slot.fixture().power() != null)
                .forEach(slot -> outlets.put(
                        slot.port(), Objects.requireNonNull(slot.fixture().power())));
        StationPlan plan = new StationPlan(
                "test",
                "Test",
                new StationConfig.Http("127.0.0.1", 0, List.of(), List.of(), null, false, shells),
                data,
                buses,
                new PowerTable(outlets, buses, Map.of()),
                HubSettings.DEFAULT,
                new SlotMap(slots),
                protocols,
                new RecipeBook(recipes),
                recipe -> new ImageFolder(store, images.apply(recipe), Map.of(), fetcher),
                quarantineAfter,
                List.of("boss"),
                List.of(),
                new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-"),
                StationConfig.Scan.BADGE_IDLE,
                kafka,
                environment,
                consoleKeep,
                pools,
                certificates,
                fetcher == null ? null : fetcher.links(links));
        Station station = Station.start(plan, options, clock);
        return new LineHarness(
                hub, station, StationDoor.open(station, plan, Path.of("").toAbsolutePath()), ports);
    }
}
