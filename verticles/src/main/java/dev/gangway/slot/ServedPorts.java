package dev.gangway.slot;

import dev.gangway.config.BusConfig;
import dev.gangway.config.Check;
import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.yaml.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** Whether any bus that there is serves ports of this kind. */
    public static boolean isOfAnyBus(PortPath port) {
        return port.isUsb()
                || port.isNetwork()
                || port.isCaller()
                || port.text().startsWith("virtual:");
    }

    /** Why this port can't be used, in a sentence; empty when the bus serves it, or the network, which every station has. */
    public static Optional<String> refusal(BusConfig bus, PortPath port) {
        if (port.isNetwork() || owns(bus, port)) {
            return Optional.empty();
        }
        String has = bus instanceof BusConfig.Virtual virtual
                ? "the virtual bus has virtual:1 to virtual:" + virtual.ports()
                : "the bus libusb has USB ports like 1-2.4";
        return Optional.of("no bus serves " + port + ": " + has
                + ", and the network tcp:HOST:PORT and udp:HOST:PORT; correct or remove the entry");
    }

    /**
     * All entries of the port map that no bus serves, the configured ones and those that were learned.
     *
     * @param file the station's file
     * @param config what was read from it
     * @param data the data folder
     */
    public static List<Problem> problems(Path file, StationConfig config, Path data) {
        List<Problem> problems = new ArrayList<>(Check.ports(file, config, port -> refusal(config, port)));
        problems.addAll(LearnedPorts.in(data).problems(port -> refusal(config, port)));
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
