package dev.gangway.station.cli.line;

import dev.gangway.channel.BoardBus;
import dev.gangway.config.StationConfig;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StartFailure;
import dev.gangway.station.StationPlan;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.PlanFactory;
import java.util.List;
import java.util.concurrent.Callable;
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
        List<BoardBus> buses = PlanFactory.buses(config, globals, List.of());
        StationPlan plan = PlanFactory.plan(config, globals, PlanFactory.ImageChoice.AS_CONFIGURED, buses);
        try (RunningStation running = new RunningStation(globals, plan)) {
            running.ready(buses.stream().mapToInt(bus -> bus.ports().size()).sum());
            running.await();
            running.printSummary();
            return running.isInterrupted() ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }
}
