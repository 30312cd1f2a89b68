package dev.gangway.station.cli.line;

import dev.gangway.channel.PowerSwitches;
import dev.gangway.config.KafkaConfig;
import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.hub.HubSettings;
import dev.gangway.image.ImageStore;
import dev.gangway.job.ImageFolder;
import dev.gangway.model.FileTrouble;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.shell.ExitCode;
import dev.gangway.slot.SlotMap;
import dev.gangway.station.StartFailure;
import dev.gangway.station.StationPlan;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.NativeFolders;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.demo.DemoBoards;
import dev.gangway.station.demo.DemoFault;
import dev.gangway.station.demo.DemoImages;
import dev.gangway.station.demo.DemoOperator;
import dev.gangway.station.demo.DemoPools;
import dev.gangway.station.demo.SerialLabels;
import dev.gangway.station.report.ResultTable;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway demo}: a whole station on a virtual hub. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs a whole station on a virtual hub: no hardware, no server.")
public final class DemoCommand implements Callable<Integer> {
    private static final long MIB = 1 << 20;
    private static final DispatchSettings.Prefixes PREFIXES = new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-");

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Option(
            names = "--ports",
            defaultValue = "8",
            description = "slots of the hub, 1 to 127 (default ${DEFAULT-VALUE})")
    private int ports;

    @Option(names = "--auto", description = "boards are plugged and labels scanned without a person")
    private boolean auto;

    @Option(names = "--once", description = "one board a slot, then a table and an exit code")
    private boolean once;

    @Option(
            names = "--faults",
            arity = "0..1",
            fallbackValue = "all",
            paramLabel = "SPEC",
            description = "boards misbehave: all kinds in turn, or PORT=FAULT[+FAULT],… (boards --help lists faults)")
    private @Nullable String faults;

    @Option(names = "--seed", defaultValue = "1", description = "the same seed gives the same ids, images and pauses")
    private long seed;

    @Option(names = "--board-speed", paramLabel = "RATE", description = "bytes per second of each board, with k or M")
    private @Nullable String boardSpeed;

    @Option(
            names = "--image-size",
            paramLabel = "SIZE",
            description = "size of the made image, with k or M (default 6M)")
    private @Nullable String imageSize;

    @Option(
            names = "--recipe",
            defaultValue = "chip-pro",
            paramLabel = "NAME|FILE.yaml",
            completionCandidates = Completions.Recipes.class,
            description =
                    "the recipe; serials, boards and images that it has not are made up (default ${DEFAULT-VALUE})")
    private String recipeName = "chip-pro";

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "a folder with the recipe's images, instead of made ones")
    private @Nullable Path images;

    @Option(names = "--http", defaultValue = "0", paramLabel = "PORT", description = "where the page is (default any)")
    private int http;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "export finished jobs to this broker")
    private @Nullable String kafka;

    @Override
    public Integer call() throws StartFailure, InterruptedException, IOException {
        if (ports < 1 || ports > VirtualHub.MOST_PORTS) {
            throw new CommandFailure(ExitCode.INVALID, "--ports is 1 to " + VirtualHub.MOST_PORTS);
        }
        Globals globals = root.globals();
        Recipe recipe = recipe();
        try (TemporaryFolder temporary = new TemporaryFolder("gangway-demo")) {
            return demonstrate(globals, recipe, temporary.path());
        }
    }

    private int demonstrate(Globals globals, Recipe recipe, Path temporary)
            throws StartFailure, InterruptedException, IOException {
        Path data = globals.dataOr(temporary.resolve("data"));
        long content = imageSize == null ? 6 * MIB : Rate.parse(imageSize);
        BoardSpec board = board(recipe, content);
        ImageStore store = new ImageStore(data.resolve("images"));
        // Beside the station's start, which needs no image yet.
        FutureTask<ImageFolder> made = new FutureTask<>(() -> images != null
                ? new ImageFolder(store, images, Map.of())
                : new DemoImages(recipe, store).make(board, temporary.resolve("images"), content, seed));
        Thread maker = new Thread(made, "demo-images");
        maker.start();
        try (FileServers.Own files = StationProtocols.files(new StationConfig.Network("127.0.0.1", 0, 0))) {
            return demonstrate(globals, recipe, board, data, made, files);
        } finally {
            maker.join();
        }
    }

    private int demonstrate(
            Globals globals, Recipe recipe, BoardSpec board, Path data, Future<ImageFolder> made, FileServers files)
            throws StartFailure, InterruptedException, IOException {
        VirtualHub hub = new VirtualHub(ports);
        NativeFolders.use(data);
        StationPlan plan = new StationPlan(
                "demo",
                "Demo",
                new StationConfig.Http("127.0.0.1", http),
                data,
                List.of(hub),
                PowerSwitches.ofHubs(List.of(hub)),
                HubSettings.DEFAULT,
                new SlotMap(List.of()),
                StationProtocols.with(files),
                new RecipeBook(List.of(recipe)),
                wanted -> images(made),
                3,
                List.of("boss"),
                List.of(),
                PREFIXES,
                StationConfig.Scan.BADGE_IDLE,
                kafka(),
                System.getenv(),
                StationConfig.CONSOLE_KEEP,
                DemoPools.of(recipe),
                Map.of(),
                null);
        long speed = boardSpeed == null ? 0 : Rate.parse(boardSpeed);
        try (DemoBoards boards = new DemoBoards(hub, board, speed, seed);
                RunningStation running = new RunningStation(globals, plan)) {
            setFaults(boards, board);
            if (!recipe.serves().boardIds().isEmpty()) {
                identify(boards, recipe);
            }
            SerialLabels labels = new SerialLabels(recipe, PREFIXES, seed);
            DemoOperator.Habits habits = new DemoOperator.Habits(ports, auto, once, seed);
            images(made);
            running.station().add(new DemoOperator(boards, labels, habits, running::giveUp));
            if (once) {
                running.finishAfter(ports);
            }
            running.ready(ports);
            running.await();
            running.printSummary();
            if (!globals.json()) {
                ResultTable.print(System.out, running.tally());
            }
            if (running.isInterrupted()) {
                return ExitCode.INTERRUPTED;
            }
            return running.tally().passed() == ports ? ExitCode.OK : ExitCode.NOT_PASSED;
        }
    }

    private void setFaults(DemoBoards boards, BoardSpec board) {
        String spec = faults;
        if (spec == null) {
            return;
        }
        if (spec.equals("all")) {
            List<DemoFault> all = DemoFault.ALL.stream().filter(boards::canHave).toList();
            for (int port = 1; port <= ports; port++) {
                boards.setFault(port, all.get((port - 1) % all.size()));
            }
            return;
        }
        try {
            DemoFault.parse(spec, board.kind().faultText()).forEach(boards::setFault);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.INVALID, "--faults: " + e.getMessage());
        }
    }

    private Recipe recipe() {
        Path file = Path.of(recipeName);
        if (!recipeName.endsWith(".yaml")) {
            file = Globals.home().resolve("config/recipes").resolve(recipeName + ".yaml");
        }
        return PlanFactory.sound(new RecipeLoader(StationProtocols.language()).load(file));
    }

    private static ImageFolder images(Future<ImageFolder> made) {
        try {
            return made.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "the demo's images could not be made: "
                            + (cause instanceof IOException file ? FileTrouble.told(file) : cause.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted while the demo's images were made");
        }
    }

    private static void identify(DemoBoards boards, Recipe recipe) {
        try {
            boards.identifyAs(recipe.serves().boardIds());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.INVALID, recipe.name() + ": " + e.getMessage());
        }
    }

    private static BoardSpec board(Recipe recipe, long content) {
        try {
            return DemoBoards.wantedBy(recipe, content);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable KafkaConfig kafka() {
        return kafka == null
                ? null
                : new KafkaConfig(List.of(kafka), "gangway.jobs", "gangway-demo", Map.of(), Map.of());
    }
}
