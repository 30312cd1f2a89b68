package dev.gangway.station.cli.line;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.BoardBus;
import dev.gangway.config.StationConfig;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.model.Failure;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.recipe.Recipe;
import dev.gangway.scan.ScanText;
import dev.gangway.scan.SerialReader;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StartFailure;
import dev.gangway.station.StationPlan;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.cli.place.Workplace;
import dev.gangway.station.report.ResultTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway flash}: jobs without a browser, through the same machinery as the page. */
@Command(
        name = "flash",
        mixinStandardHelpOptions = true,
        description = "Runs one job a port: waits for the board, flashes, verifies, records.")
public final class FlashCommand implements Callable<Integer> {
    private static final Duration COMMAND = Duration.ofSeconds(40);

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

    private final Map<PortPath, JobOrder> orders = new ConcurrentHashMap<>();
    private final Map<PortPath, String> refused = new ConcurrentHashMap<>();

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        if (ports.size() != serials.size()) {
            throw new CommandFailure(ExitCode.INVALID, "give as many --serial as --port");
        }
        Globals globals = root.globals();
        StationConfig config = PlanFactory.runnable(globals);
        Recipe recipe = PlanFactory.recipe(config.recipes(), recipeName);
        for (int i = 0; i < ports.size(); i++) {
            PortPath port = new Workplace(globals, config).port(ports.get(i));
            Serial serial = serial(recipe, serials.get(i));
            JobOrder order = new JobOrder(JobId.random(), serial, recipe.name(), Globals.person(), false);
            if (orders.put(port, order) != null) {
                throw new CommandFailure(ExitCode.INVALID, "port " + port + " is named twice");
            }
        }
        List<BoardBus> buses = PlanFactory.buses(config, globals, orders.keySet());
        requirePorts(buses);
        StationPlan plan = PlanFactory.plan(
                        config, globals, new PlanFactory.ImageChoice(folder, named), buses)
                .withOnly(recipe);
        try (RunningStation running = new RunningStation(globals, plan)) {
            running.finishAfter(orders.size());
            follow(running);
            running.ready(buses.stream().mapToInt(bus -> bus.ports().size()).sum());
            running.await();
            return result(globals, running);
        }
    }

    /** A hub may still be plugged in; what is no USB position at all must be there now. */
    private void requirePorts(List<BoardBus> buses) {
        for (PortPath port : orders.keySet()) {
            if (buses.stream().noneMatch(bus -> bus.owns(port))) {
                buses.forEach(BoardBus::close);
                throw new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "there is no port " + port
                                + " here; `gangway list` and `gangway ports show` tell which there are");
            }
        }
    }

    private static Serial serial(Recipe recipe, String text) {
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
        return serial;
    }

    private void follow(RunningStation running) {
        Bus bus = running.station().bus();
        Map<PortPath, JobId> started = new ConcurrentHashMap<>();
        bus.subscribe(Addresses.PORT_STATUS, status -> {
            JobOrder order = orders.get(status.port());
            if (order != null
                    && status.state() instanceof PortState.AwaitingScan
                    && started.putIfAbsent(status.port(), order.job()) == null) {
                start(bus, running, status, order);
            }
            Failure problem = status.state() instanceof PortState.Detected detected ? detected.problem() : null;
            if (order != null && problem != null) {
                giveUp(
                        running,
                        status.port(),
                        problem.message() + ". " + problem.kind().remedy());
            }
        });
        running.station().vertx().setTimer(Math.max(1, waitSeconds * 1000), id -> orders.keySet().stream()
                .filter(port -> !started.containsKey(port))
                .forEach(port -> giveUp(running, port, "no board came within " + waitSeconds + " s")));
    }

    private void start(Bus bus, RunningStation running, PortStatus status, JobOrder order) {
        bus.ask(Addresses.PORT_COMMAND.at(status.port()), new PortCommand.Start(status.epoch(), order), COMMAND)
                .onSuccess(reply -> reply.refusal().ifPresent(no -> giveUp(running, status.port(), no.message())))
                .onFailure(e -> giveUp(running, status.port(), "the port does not answer: " + e.getMessage()));
    }

    private void giveUp(RunningStation running, PortPath port, String why) {
        if (refused.putIfAbsent(port, why) == null) {
            running.finishAfter(orders.size() - refused.size());
        }
    }

    private int result(Globals globals, RunningStation running) {
        running.printSummary();
        refused.forEach((port, why) -> System.err.println("gangway: " + port + ": " + why));
        if (running.isInterrupted()) {
            return ExitCode.INTERRUPTED;
        }
        if (running.tally().jobs().isEmpty()) {
            return ExitCode.NOT_FOUND;
        }
        if (!globals.json()) {
            ResultTable.print(System.out, running.tally());
        }
        return running.tally().passed() == orders.size() ? ExitCode.OK : ExitCode.NOT_PASSED;
    }
}
