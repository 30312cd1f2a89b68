package dev.gangway.slot;

import dev.gangway.channel.SerialDevice;
import dev.gangway.config.BusConfig;
import dev.gangway.config.Check;
import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.recipe.Recipe;
import dev.gangway.yaml.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which ports the buses of a configuration serve; known without opening it, so that nothing needs to be plugged in. */
public final class ServedPorts {
    private ServedPorts() {}

    /** What {@link dev.gangway.channel.BoardBus#owns} of this bus will say. */
    public static boolean owns(BusConfig bus, PortPath port) {
        return bus instanceof BusConfig.Virtual virtual ? isVirtual(port, virtual.ports()) : port.isUsb();
    }

    private static boolean isVirtual(PortPath port, int count) {
        for (int number = 1; number <= count; number++) {
            if (PortPath.virtual(number).equals(port)) {
                return true;
            }
        }
        return false;
    }

    /** Why this port can't be used, in a sentence; empty when the bus serves it, or it is a line, which every station has. */
    public static Optional<String> refusal(BusConfig bus, PortPath port) {
        if (port.isLine() || owns(bus, port)) {
            return Optional.empty();
        }
        String has = bus instanceof BusConfig.Virtual virtual
                ? "the virtual bus has virtual:1 to virtual:" + virtual.ports()
                : "the bus libusb has USB ports like 1-2.4";
        return Optional.of("no bus serves " + port + ": " + has
                + ", the network tcp:HOST:PORT and udp:HOST:PORT, and serial lines are serial:/dev/ttyS0; correct or remove the"
                + " entry");
    }

    /**
     * All serial lines of the port map that can't be opened now. A station starts all the same: a line may be plugged in later.
     *
     * @param file the station's file
     * @param config what was read from it
     * @param data the data folder
     */
    public static List<Problem> missing(Path file, StationConfig config, Path data) {
        return problems(file, config, data, ServedPorts::missing);
    }

    /**
     * Ports whose recipes wait for what a board says on its console, and that have none.
     *
     * @param recipes those in use
     * @param needs whether one waits for that
     */
    public static List<Problem> silent(Path file, StationConfig config, List<Recipe> recipes, Predicate<Recipe> needs) {
        List<String> asking = recipes.stream().filter(needs).map(Recipe::name).toList();
        return Check.entries(
                file,
                config,
                "recipes",
                entry -> entry.fixture().console() != null || entry.port().isLine()
                        ? Optional.empty()
                        : entry.recipes().stream()
                                .filter(asking::contains)
                                .findFirst()
                                .map(name -> "the recipe " + name
                                        + " waits for what the board says on its console, and " + entry.port()
                                        + " has none: name its serial line, console: {device: /dev/…}"));
    }

    private static Optional<String> missing(PortPath port) {
        return port.serialDevice()
                .flatMap(device -> new SerialDevice(device).trouble())
                .map(Throwable::getMessage);
    }

    /**
     * All entries of the port map that no bus serves, the configured ones and those that were learned.
     *
     * @param file the station's file
     * @param config what was read from it
     * @param data the data folder
     */
    public static List<Problem> problems(Path file, StationConfig config, Path data) {
        return problems(file, config, data, port -> refusal(config, port));
    }

    private static List<Problem> problems(
            Path file, StationConfig config, Path data, Function<PortPath, Optional<String>> trouble) {
        List<Problem> problems = new ArrayList<>(Check.ports(file, config, trouble));
        problems.addAll(LearnedPorts.in(data).problems(trouble));
        return List.copyOf(problems);
    }

    private static Optional<String> refusal(StationConfig config, PortPath port) {
        if (!port.isCaller()) {
            return refusal(config.bus(), port);
        }
        return config.cloud() != null
                ? Optional.empty()
                : Optional.of("nobody can connect as " + port + ": write cloud, or remove the entry");
    }
}
