package dev.gangway.station.cli.line;

import dev.gangway.channel.BoardBus;
import dev.gangway.config.StationConfig;
import dev.gangway.message.GivenImages;
import dev.gangway.message.JobOrder;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.scan.ScanText;
import dev.gangway.scan.SerialReader;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StartFailure;
import dev.gangway.station.StationPlan;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.FlashOrders;
import dev.gangway.station.beside.FlashRequest;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.station.beside.TypedAnswers;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.OpenPackages;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.cli.place.Workplace;
import dev.gangway.station.report.QuestionPrinter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway flash}: jobs without a browser, through the same machinery as the page. */
@Command(
        name = "flash",
        mixinStandardHelpOptions = true,
        description =
                "Runs one job a port: waits for the board, flashes, verifies, records. A station that runs does it.")
public final class FlashCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Option(
            names = "--recipe",
            required = true,
            completionCandidates = Completions.Recipes.class,
            description = "the recipe's name, or a file")
    private String recipeName = "";

    @Option(
            names = "--port",
            required = true,
            completionCandidates = Completions.Ports.class,
            description = "a port or a slot; may be repeated")
    private List<String> ports = new ArrayList<>();

    @Option(names = "--serial", required = true, description = "the unit's serial; as many as ports")
    private List<String> serials = new ArrayList<>();

    @Option(names = "--image", paramLabel = "NAME=PATH", description = "a file for one of the recipe's images")
    private Map<String, Path> named = new LinkedHashMap<>();

    @Option(names = "--images", paramLabel = "DIR", description = "a folder laid out as the recipe says")
    private @Nullable Path folder;

    @Option(names = "--wait", defaultValue = "30", paramLabel = "SECONDS", description = "how long to wait for a board")
    private long waitSeconds;

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        if (ports.size() != serials.size()) {
            throw new CommandFailure(ExitCode.INVALID, "give as many --serial as --port");
        }
        Globals globals = root.globals();
        StationConfig config = PlanFactory.runnable(globals);
        Recipe recipe = PlanFactory.flashable(config, recipeName);
        List<FlashRequest.Unit> units = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            units.add(unit(recipe, ports.get(i), serials.get(i)));
        }
        Optional<StationBeside> beside = Workplace.beside(globals.dataOr(config.data()));
        return beside.isPresent() ? beside(beside.get(), recipe, units) : here(globals, config, recipe, units);
    }

    /** Has the running station do it, whose boards they are. */
    private int beside(StationBeside station, Recipe recipe, List<FlashRequest.Unit> units) {
        Globals globals = root.globals();
        Map<String, Path> files = new LinkedHashMap<>();
        named.forEach((name, file) -> files.put(name, file.toAbsolutePath()));
        FlashRequest.Form people = globals.live() ? FlashRequest.Form.LIVE : FlashRequest.Form.TABLE;
        FlashRequest request = new FlashRequest(
                recipe.name(),
                recipe.digest(),
                units,
                new GivenImages(folder == null ? null : folder.toAbsolutePath(), files),
                Duration.ofSeconds(waitSeconds),
                Globals.person(),
                globals.json() ? FlashRequest.Form.JSON : people);
        List<String> asked = units.stream().map(FlashRequest.Unit::port).toList();
        if (Globals.isTerminal()) {
            Keyboard.follow(System.in, line -> answered(station, asked, line), System.err);
        }
        try {
            return station.flash(request, System.out, System.err);
        } catch (BesideException e) {
            throw new CommandFailure(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private static String answered(StationBeside station, List<String> ports, String line) {
        try {
            return station.answer(ports, line, Globals.person());
        } catch (BesideException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private int here(Globals globals, StationConfig config, Recipe recipe, List<FlashRequest.Unit> units)
            throws StartFailure, InterruptedException {
        Map<PortPath, JobOrder> orders = new LinkedHashMap<>();
        for (FlashRequest.Unit unit : units) {
            PortPath port = new Workplace(globals, config).port(unit.port());
            JobOrder order = new JobOrder(
                    JobId.random(),
                    unit.serial(),
                    recipe.name(),
                    Globals.person(),
                    false,
                    GivenImages.NONE,
                    unit.label());
            if (orders.put(port, order) != null) {
                throw new CommandFailure(ExitCode.INVALID, "port " + port + " is named twice");
            }
        }
        try (OpenPackages packages = OpenPackages.of(config, globals.dataOr(config.data()));
                FileServers.Own files = PlanFactory.files(config)) {
            return here(globals, config, packages.checked(recipe), orders, files, packages);
        }
    }

    private int here(
            Globals globals,
            StationConfig config,
            Recipe recipe,
            Map<PortPath, JobOrder> orders,
            FileServers files,
            OpenPackages packages)
            throws StartFailure, InterruptedException {
        List<BoardBus> buses = PlanFactory.buses(config, globals, orders.keySet());
        requirePorts(buses, orders.keySet());
        StationPlan plan = PlanFactory.plan(
                        config, globals, new PlanFactory.ImageChoice(folder, named), buses, files, packages)
                .withOnly(recipe);
        try (RunningStation running = new RunningStation(globals, plan);
                FlashOrders all = new FlashOrders(orders, running::finishAfter)) {
            running.finishAfter(orders.size());
            all.follow(running.station().bus(), running.station().vertx(), Duration.ofSeconds(waitSeconds));
            if (!globals.live()) {
                new QuestionPrinter(System.err, orders::containsKey, TypedAnswers::told)
                        .follow(running.station().bus());
            }
            if (Globals.isTerminal()) {
                TypedAnswers answers = new TypedAnswers(running.station().bus(), orders.keySet(), Globals.person());
                Keyboard.follow(System.in, answers::take, System.err);
            }
            running.ready(buses.stream().mapToInt(bus -> bus.ports().size()).sum());
            running.await();
            running.printSummary();
            return all.end(running.tally(), running.isInterrupted(), !globals.json(), System.out, System.err);
        }
    }

    /** A hub may still be plugged in; what is no USB position at all must be there now. */
    private static void requirePorts(List<BoardBus> buses, Set<PortPath> ports) {
        for (PortPath port : ports) {
            if (buses.stream().noneMatch(bus -> bus.owns(port))) {
                buses.forEach(BoardBus::close);
                throw new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "there is no port " + port
                                + " here; `gangway list` and `gangway ports show` tell which there are");
            }
        }
    }

    private static FlashRequest.Unit unit(Recipe recipe, String port, String text) {
        ScanText.Reading reading = ScanText.read(text);
        ScanText scan = reading.scan();
        if (scan == null) {
            throw new CommandFailure(ExitCode.INVALID, "--serial: " + reading.message());
        }
        SerialReader.Found found = SerialReader.find(scan, recipe);
        Serial serial = found.serial();
        if (serial == null) {
            throw new CommandFailure(ExitCode.INVALID, "--serial " + text + ": " + found.message());
        }
        return new FlashRequest.Unit(port, serial, found.label());
    }
}
