package dev.gangway.station.cli.line;

import dev.gangway.channel.BoardBus;
import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.protocol.FileServers;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StartFailure;
import dev.gangway.station.StationPlan;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.OpenPackages;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.demo.VirtualHands;
import dev.gangway.station.report.ResultTable;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code gangway run}: the station as configured. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs the station as configured.")
public final class RunCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        Globals globals = root.globals();
        StationConfig config = PlanFactory.runnable(globals);
        try (OpenPackages packages = OpenPackages.of(config, globals.dataOr(config.data()));
                FileServers.Own files = PlanFactory.files(config)) {
            return run(globals, config, files, packages);
        }
    }

    private static int run(Globals globals, StationConfig config, FileServers files, OpenPackages packages)
            throws StartFailure, InterruptedException {
        List<BoardBus> buses = PlanFactory.buses(config, globals, List.of());
        StationPlan plan =
                PlanFactory.plan(config, globals, PlanFactory.ImageChoice.AS_CONFIGURED, buses, files, packages);
        if (!(buses.get(0) instanceof VirtualHub hub)) {
            return run(globals, plan, null);
        }
        // The boards' memory goes after the station that writes to it.
        try (PageStore pages = PageStore.temporary()) {
            return run(globals, plan, new VirtualHands(hub, pages, plan.recipes(), port -> recipesOn(config, port)));
        }
    }

    private static int run(Globals globals, StationPlan plan, @Nullable VirtualHands hands)
            throws StartFailure, InterruptedException {
        try (RunningStation running = new RunningStation(globals, plan)) {
            if (hands != null) {
                running.station().add(hands);
            }
            running.ready(
                    plan.buses().stream().mapToInt(bus -> bus.ports().size()).sum());
            running.await();
            running.printSummary();
            if (!globals.json()) {
                ResultTable.printTotal(System.out, running.tally());
            }
            return running.isInterrupted() ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }

    private static List<String> recipesOn(StationConfig config, PortPath port) {
        return config.ports().stream()
                .filter(entry -> entry.port().equals(port))
                .flatMap(entry -> entry.recipes().stream())
                .toList();
    }
}
