package dev.gangway.station.cli.place;

import dev.gangway.channel.BoardBus;
import dev.gangway.config.BusConfig;
import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.shell.ExitCode;
import dev.gangway.slot.PortNames;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The configured station as a command sees it that does not start it. */
public record Workplace(Globals globals, StationConfig config) {
    /** The configuration that holds; ends the command when it is not sound. */
    public static Workplace of(Globals globals) {
        return new Workplace(globals, PlanFactory.config(globals));
    }

    /** The same for the bench, where a machine without any configuration has its own USB. */
    public static Workplace bench(Globals globals) {
        if (globals.config() != null || Files.exists(globals.configFile())) {
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
                        usual.cloud(),
                        usual.network(),
                        usual.recipes(),
                        usual.images(),
                        usual.ports(),
                        usual.quarantineAfter(),
                        usual.scan(),
                        usual.supervisors(),
                        usual.kafka(),
                        usual.data(),
                        usual.consoleKeep(),
                        usual.pools(),
                        usual.packages(),
                        usual.certificates()));
    }

    /** The folder of all that the station writes. */
    public Path data() {
        return globals.dataOr(config.data());
    }

    /** The station that runs on this data folder, to be asked; ends the command when one runs and cannot be. */
    public static Optional<StationBeside> beside(Path data) {
        try {
            return StationBeside.on(data);
        } catch (BesideException e) {
            throw new CommandFailure(e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** The recipes in use. */
    public RecipeBook recipes() {
        return PlanFactory.recipes(config);
    }

    /** The configured bus, opened; ends the command when this machine does not let it. */
    public BoardBus bus() {
        return PlanFactory.bus(config.bus(), data());
    }

    /** The bus of boards that connect by themselves, opened; ends the command when the station is not their cloud. */
    public BoardBus callers() {
        return PlanFactory.cloud(cloud(), data(), List.of());
    }

    /** Where boards connect by themselves; ends the command when the station is not their cloud. */
    public StationConfig.Cloud cloud() {
        StationConfig.Cloud cloud = config.cloud();
        if (cloud == null) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "no board can connect by itself: " + globals.configFile()
                            + " has no \"cloud\"; the station.yaml that is shipped shows how it is written");
        }
        return cloud;
    }

    /** The port or slot that a person named; ends the command when there is none of that name. */
    public PortPath port(String text) {
        try {
            return portNames().named(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }

    /** Slots by port, from the configuration and as learned. */
    public PortNames portNames() {
        return PlanFactory.portNames(config, data());
    }
}
