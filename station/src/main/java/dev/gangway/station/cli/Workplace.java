package dev.gangway.station.cli;

import dev.gangway.channel.BoardBus;
import dev.gangway.config.BusConfig;
import dev.gangway.config.StationConfig;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.station.ports.LearnedPorts;
import dev.gangway.station.ports.PortNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configured station as a command sees it that does not start it. */
record Workplace(Globals globals, StationConfig config) {
    /** The configuration that holds; ends the command when it is not sound. */
    static Workplace of(Globals globals) {
        return new Workplace(globals, PlanFactory.config(globals));
    }

    /** The same for the bench, where a machine without any configuration has its own USB. */
    static Workplace bench(Globals globals) {
        if (globals.config != null || Files.exists(globals.configFile())) {
            return of(globals);
        }
        StationConfig usual = StationConfig.defaults();
        return new Workplace(
                globals,
                new StationConfig(
                        usual.station(),
                        usual.line(),
                        usual.http(),
                        new BusConfig.Libusb(),
                        usual.recipes(),
                        usual.images(),
                        usual.ports(),
                        usual.quarantineAfter(),
                        usual.scan(),
                        usual.supervisors(),
                        usual.kafka(),
                        usual.data()));
    }

    /** The folder of all that the station writes. */
    Path data() {
        return globals.data != null ? globals.data : config.data();
    }

    /** The recipes in use. */
    RecipeBook recipes() {
        return PlanFactory.recipes(config.recipes());
    }

    /** The configured bus, opened; ends the command when this machine does not let it. */
    BoardBus bus() {
        return PlanFactory.bus(config.bus(), data());
    }

    /** Slots by port, from the configuration and as learned. */
    PortNames portNames() {
        try {
            return new PortNames(config.ports(), LearnedPorts.in(data()).load());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        }
    }
}
