package dev.gangway.power;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.config.PowerConfig;
import dev.gangway.model.PortPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The switches of a station: what the port map names for a port, for all other ports their hubs. Any thread may call. */
public final class PowerTable implements PowerSwitches {
    /** An outlet that takes longer to answer is not there. */
    private static final Duration ANSWERS = Duration.ofSeconds(5);

    private final Map<PortPath, PortPower> configured = new HashMap<>();
    private final PowerSwitches hubs;

    /**
     * A table.
     *
     * @param outlets the ports that are switched by something else than their hub
     * @param buses where boards hang, with the hubs
     * @param environment variables that secrets may refer to
     */
    public PowerTable(Map<PortPath, PowerConfig> outlets, List<BoardBus> buses, Map<String, String> environment) {
        this.hubs = PowerSwitches.ofHubs(buses);
        Outlets make = new Outlets(Map.copyOf(environment), buses);
        outlets.forEach((port, power) -> configured.put(
                port,
                new OutletPower(
                        power.to(make),
                        port,
                        buses.stream().filter(bus -> bus.owns(port)).findFirst().orElse(null),
                        OutletPower.PATIENCE)));
    }

    @Override
    public Optional<PortPower> of(PortPath port) {
        PortPower own = configured.get(port);
        return own == null ? hubs.of(port) : Optional.of(own);
    }

    /** Makes the outlet that is written in the configuration. */
    private record Outlets(Map<String, String> environment, List<BoardBus> buses)
            implements PowerConfig.Handler<Outlet> {
        @Override
        public Outlet command(PowerConfig.Command power) {
            return new CommandOutlet(power, CommandOutlet.PATIENCE);
        }

        @Override
        public Outlet http(PowerConfig.Http power) {
            return new HttpOutlet(power, environment, ANSWERS);
        }

        @Override
        public Outlet snmp(PowerConfig.Snmp power) {
            return new SnmpOutlet(power, environment, ANSWERS);
        }

        @Override
        public Outlet ykush(PowerConfig.Ykush power) {
            return new YkushOutlet(power, buses, ANSWERS);
        }
    }
}
