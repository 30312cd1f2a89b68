package dev.gangway.station.cli;

import dev.gangway.channel.BoardBus;
import dev.gangway.config.StationConfig;
import dev.gangway.station.StartFailure;
import dev.gangway.station.StationPlan;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code gangway run}: the station as configured. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs the station as configured.")
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        Globals globals = main.globals;
        StationConfig config = PlanFactory.runnable(globals);
        BoardBus bus = PlanFactory.bus(config.bus(), globals.data != null ? globals.data : config.data());
        StationPlan plan = PlanFactory.plan(config, globals, PlanFactory.ImageChoice.AS_CONFIGURED, List.of(bus));
        try (RunningStation running = new RunningStation(globals, plan)) {
            running.ready(bus.ports().size());
            running.await();
            running.printSummary();
            return running.isInterrupted() ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }
}
